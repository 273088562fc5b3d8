/**
 * The whole program with real model servers as children, judged by what the children saw.
 */
@NullMarked
package io.llamaswap.e2e;

import org.jspecify.annotations.NullMarked;
