/**
 * Tests with real child processes.
 */
@NullMarked
package io.llamaswap.upstream.process;

import org.jspecify.annotations.NullMarked;
