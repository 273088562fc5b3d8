package io.llamaswap.routing;

import java.time.Duration;

/**
 * How often a waiting client is told something.
 *
 * @param comment time between two comments
 * @param textGrace how long {@code sendLoadingState} waits before it speaks, so that
 * quick failures keep their status
 * @param text time between two pieces of text
 */
record FeedbackPace(Duration comment, Duration textGrace, Duration text) {

	/** Five characters each 66 ms are the 75 bytes a second of llama-swap. */
	static final FeedbackPace DEFAULT = new FeedbackPace(Duration.ofSeconds(5), Duration.ofMillis(500),
			Duration.ofMillis(66));

}
