/**
 * The matrix language and its solver.
 */
@NullMarked
package io.llamaswap.matrix;

import org.jspecify.annotations.NullMarked;
