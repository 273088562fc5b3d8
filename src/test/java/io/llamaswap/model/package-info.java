/**
 * Tests of the words that everyone shares.
 */
@NullMarked
package io.llamaswap.model;

import org.jspecify.annotations.NullMarked;
