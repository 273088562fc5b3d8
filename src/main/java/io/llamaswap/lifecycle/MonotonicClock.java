package io.llamaswap.lifecycle;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Wall-clock time of the start plus what has really passed since: a clock that is set, or
 * a leap, unloads nothing and makes nobody wait.
 */
final class MonotonicClock implements InstantSource {

	private final Instant start = Instant.now();

	private final long startNanos = System.nanoTime();

	@Override
	public Instant instant() {
		return this.start.plusNanos(System.nanoTime() - this.startNanos);
	}

}
