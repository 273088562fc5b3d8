/**
 * Tests of what the program answers itself.
 */
@NullMarked
package io.llamaswap.api;

import org.jspecify.annotations.NullMarked;
