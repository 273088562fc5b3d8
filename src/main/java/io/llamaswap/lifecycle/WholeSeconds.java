package io.llamaswap.lifecycle;

import java.time.Duration;

/**
 * Durations as sentences tell them.
 */
final class WholeSeconds {

	private WholeSeconds() {
	}

	/**
	 * Rounds up.
	 * @param duration a duration
	 * @return seconds, at least 1: nobody is told to wait for nothing
	 */
	static long of(Duration duration) {
		return Math.max(1, (duration.toMillis() + 999) / 1000);
	}

}
