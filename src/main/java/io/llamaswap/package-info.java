/**
 * The application class and the command line.
 */
@NullMarked
package io.llamaswap;

import org.jspecify.annotations.NullMarked;
