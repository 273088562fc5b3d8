/**
 * What was asked and what it cost: requests in flight, tokens, durations, captures, and
 * their store.
 */
@NullMarked
package io.llamaswap.activity;

import org.jspecify.annotations.NullMarked;
