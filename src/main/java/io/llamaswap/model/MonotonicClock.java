package io.llamaswap.model;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Wall-clock time of the start plus what has really passed since: a clock that is set, or
 * a leap, unloads nothing and makes nobody wait. Limits of time are counted by it; what
 * is only shown comes from the clock on the wall. Thread-safe.
 */
public final class MonotonicClock implements InstantSource {

	private static final InstantSource OF_THIS_PROGRAM = new MonotonicClock(InstantSource.system(), System::nanoTime);

	private final Instant start;

	private final LongSupplier nanos;

	private final long startNanos;

	MonotonicClock(InstantSource wall, LongSupplier nanos) {
		this.start = wall.instant();
		this.nanos = nanos;
		this.startNanos = nanos.getAsLong();
	}

	/**
	 * Returns the one clock of this program, so that its moments can be compared.
	 * @return the clock
	 */
	public static InstantSource system() {
		return OF_THIS_PROGRAM;
	}

	@Override
	public Instant instant() {
		return this.start.plusNanos(this.nanos.getAsLong() - this.startNanos);
	}

}
