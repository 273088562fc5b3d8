package io.llamaswap.config;

import java.time.Duration;

/**
 * When a loaded model makes room for others. All keys are ours.
 *
 * @param keepLoaded whether it is never unloaded by itself: not when idle, not for others
 * @param minResidency how long it stays after it became ready, whoever wants its room
 * @param drainLimit how long requests in flight may go on when it has to make room; zero
 * for as long as they like
 * @param queueLimit how many requests may wait for it, at least 1
 * @param checkInterval how often it is checked while it serves nothing; zero for never
 */
public record ResidencyConfiguration(boolean keepLoaded, Duration minResidency, Duration drainLimit, int queueLimit,
		Duration checkInterval) {

	/** How many requests may wait for one model: far below what hurts our own memory. */
	public static final int DEFAULT_QUEUE_LIMIT = 1000;

	/** A model that makes room whenever nobody uses it. */
	public static final ResidencyConfiguration DEFAULT = new ResidencyConfiguration(false, Duration.ZERO, Duration.ZERO,
			DEFAULT_QUEUE_LIMIT, Duration.ZERO);

}
