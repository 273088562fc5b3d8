/**
 * Tests for what was asked and what it cost.
 */
@NullMarked
package io.llamaswap.activity;

import org.jspecify.annotations.NullMarked;
