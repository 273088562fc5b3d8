/**
 * The JSON and text endpoints that the program answers itself.
 */
@NullMarked
package io.llamaswap.api;

import org.jspecify.annotations.NullMarked;
