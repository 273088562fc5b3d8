/**
 * Tests of the error catalogue.
 */
@NullMarked
package io.llamaswap.error;

import org.jspecify.annotations.NullMarked;
