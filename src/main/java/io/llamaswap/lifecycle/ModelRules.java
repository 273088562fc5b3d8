package io.llamaswap.lifecycle;

import java.time.Duration;

import io.llamaswap.config.LifetimeConfiguration;
import io.llamaswap.config.ResidencyConfiguration;

/**
 * What the scheduler has to know of one model.
 *
 * @param ttl idle time after which it is unloaded, zero for never
 * @param stopGrace how long it may take to end before it is killed
 * @param concurrencyLimit how many leases it may have at once, at least 1
 * @param queueLimit how many requests may wait for it, at least 1
 * @param priority what is added to the priority of each request for it
 * @param minResidency how long it stays after it became ready, whoever wants its room
 * @param drainLimit how long requests in flight may go on when it has to make room, zero
 * for as long as they like
 */
record ModelRules(Duration ttl, Duration stopGrace, int concurrencyLimit, int queueLimit, int priority,
		Duration minResidency, Duration drainLimit) {

	/** Far beyond what anybody asks for, and a sum of two of them is still an int. */
	private static final int HIGHEST_PRIORITY = 1_000_000;

	/**
	 * Makes the rules of a model that is like any other.
	 * @param ttl idle time after which it is unloaded, zero for never
	 * @param stopGrace how long it may take to end
	 * @param concurrencyLimit how many leases it may have at once
	 * @param queueLimit how many requests may wait for it
	 */
	ModelRules(Duration ttl, Duration stopGrace, int concurrencyLimit, int queueLimit) {
		this(ttl, stopGrace, concurrencyLimit, queueLimit, 0, Duration.ZERO, Duration.ZERO);
	}

	/**
	 * Takes the rules from the configuration.
	 * @param lifetime that of the model
	 * @param priority that of the model
	 * @return its rules
	 */
	static ModelRules from(LifetimeConfiguration lifetime, int priority) {
		ResidencyConfiguration residency = lifetime.residency();
		return new ModelRules(residency.keepLoaded() ? Duration.ZERO : lifetime.ttl(), lifetime.unloadTimeout(),
				lifetime.concurrencyLimit(), residency.queueLimit(), priority, residency.minResidency(),
				residency.drainLimit());
	}

	/**
	 * Returns what counts for a request: its model's priority and its own.
	 * @param request a request for this model
	 * @return the sum, within bounds
	 */
	int rank(LeaseRequest request) {
		return clamp(clamp(this.priority) + clamp(request.priority()));
	}

	private static int clamp(int value) {
		return Math.max(-HIGHEST_PRIORITY, Math.min(HIGHEST_PRIORITY, value));
	}

}
