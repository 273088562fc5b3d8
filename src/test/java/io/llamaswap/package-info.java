/**
 * Rules that hold for the whole program.
 */
@NullMarked
package io.llamaswap;

import org.jspecify.annotations.NullMarked;
