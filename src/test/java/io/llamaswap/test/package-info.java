/**
 * Fixtures that all tests may use.
 */
@NullMarked
package io.llamaswap.test;

import org.jspecify.annotations.NullMarked;
