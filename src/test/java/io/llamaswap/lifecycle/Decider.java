package io.llamaswap.lifecycle;

import java.time.Instant;
import java.util.List;

/**
 * A scheduler as the simulation sees it: the real one, or one broken on purpose.
 */
@FunctionalInterface
interface Decider {

	List<SwapEffect> on(SwapEvent event, Instant now);

	/**
	 * Makes a decider for the rules of one run.
	 */
	@FunctionalInterface
	interface Factory {

		Decider create(SchedulingRules rules, Instant now);

	}

}
