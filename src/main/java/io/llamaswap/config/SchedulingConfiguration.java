package io.llamaswap.config;

import java.time.Duration;

/**
 * Bounds of the order in which requests are served ({@code scheduling}, a key of ours).
 *
 * @param overtaking how long requests for loaded models may go before one that waits for
 * their room
 * @param maxWait after how long a waiting request goes before all younger ones, whatever
 * their priority
 * @param parallelLoads how many models may load at the same time, 0 for no limit
 * @param waiting how many requests may wait
 */
public record SchedulingConfiguration(Duration overtaking, Duration maxWait, int parallelLoads,
		WaitingConfiguration waiting) {

	/**
	 * What suits one person with a few agents: half a minute is about what a load costs,
	 * and to go on for as long as a switch would cost is the usual compromise when the
	 * future is unknown (ski rental; {@code bench/scheduling} compares); five minutes are
	 * long enough for a priority to mean something and short enough to be forgiven.
	 */
	public static final SchedulingConfiguration DEFAULT = new SchedulingConfiguration(Duration.ofSeconds(30),
			Duration.ofMinutes(5), 0, WaitingConfiguration.DEFAULT);

}
