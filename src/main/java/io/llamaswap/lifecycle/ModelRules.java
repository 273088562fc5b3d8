package io.llamaswap.lifecycle;

import java.time.Duration;

import io.llamaswap.config.LifetimeConfiguration;

/**
 * What the scheduler has to know of one model.
 *
 * @param ttl idle time after which it is unloaded, zero for never
 * @param stopGrace how long it may take to end before it is killed
 * @param concurrencyLimit how many leases it may have at once, at least 1
 * @param queueLimit how many requests may wait for it, at least 1
 */
record ModelRules(Duration ttl, Duration stopGrace, int concurrencyLimit, int queueLimit) {

	/** Enough for a burst of embeddings, far below what would hurt our own memory. */
	static final int DEFAULT_QUEUE_LIMIT = 1000;

	/**
	 * Takes the rules from the configuration.
	 * @param lifetime that of the model
	 * @return its rules
	 */
	static ModelRules from(LifetimeConfiguration lifetime) {
		return new ModelRules(lifetime.ttl(), lifetime.unloadTimeout(), lifetime.concurrencyLimit(),
				DEFAULT_QUEUE_LIMIT);
	}

}
