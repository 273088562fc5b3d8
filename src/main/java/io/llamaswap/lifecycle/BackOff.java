package io.llamaswap.lifecycle;

import java.time.Duration;

/**
 * How long a model that keeps failing is left alone. The first failures are free: a
 * person who mends a path and tries again should not have to wait.
 *
 * @param freeFailures how many failures in a row cost nothing, at least 0
 * @param first the delay after the first failure that costs
 * @param longest the longest delay
 */
record BackOff(int freeFailures, Duration first, Duration longest) {

	/** Two free failures, then 5 s, doubling up to 5 minutes. */
	static final BackOff DEFAULT = new BackOff(2, Duration.ofSeconds(5), Duration.ofMinutes(5));

	/**
	 * Returns the delay.
	 * @param failures how many failures there were in a row, at least 1
	 * @return zero while failures are free
	 */
	Duration after(int failures) {
		int doublings = failures - this.freeFailures - 1;
		if (doublings < 0) {
			return Duration.ZERO;
		}
		Duration delay = this.first.multipliedBy(1L << Math.min(doublings, 20));
		return (delay.compareTo(this.longest) < 0) ? delay : this.longest;
	}

}
