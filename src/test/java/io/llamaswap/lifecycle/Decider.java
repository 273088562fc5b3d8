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
	 * Returns how the models look that changed since the last call.
	 * @return their views, none of a scheduler whose views are not looked at
	 */
	default List<SlotView> takeChanges() {
		return List.of();
	}

	/**
	 * Shows all of a scheduler.
	 * @param scheduler the scheduler
	 * @return it, with its views
	 */
	static Decider of(SwapScheduler scheduler) {
		return new Decider() {

			@Override
			public List<SwapEffect> on(SwapEvent event, Instant now) {
				return scheduler.on(event, now);
			}

			@Override
			public List<SlotView> takeChanges() {
				return scheduler.takeChanges();
			}

		};
	}

	/**
	 * Makes a decider for the rules of one run.
	 */
	@FunctionalInterface
	interface Factory {

		Decider create(SchedulingRules rules, Instant now);

	}

}
