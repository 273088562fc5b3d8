/**
 * The small language for sets of models that may run together: parse and solve, pure.
 */
@NullMarked
package io.llamaswap.matrix;

import org.jspecify.annotations.NullMarked;
