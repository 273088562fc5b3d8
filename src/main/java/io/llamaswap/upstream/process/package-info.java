/**
 * Launches child processes: command line, environment, groups, signals, pipes, leftovers.
 */
@NullMarked
package io.llamaswap.upstream.process;

import org.jspecify.annotations.NullMarked;
