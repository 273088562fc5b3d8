package io.llamaswap.config;

import java.time.Duration;

/**
 * How long a model stays loaded and how much it takes at once.
 *
 * @param ttl idle time after which it is unloaded; zero for never. {@code globalTTL} is
 * already applied
 * @param healthCheckTimeout how long it may take to become healthy
 * @param unloadTimeout how long it may take to end before it is killed
 * @param concurrencyLimit how many counted requests it serves at once, at least 1
 * @param residency when it makes room for others
 */
public record LifetimeConfiguration(Duration ttl, Duration healthCheckTimeout, Duration unloadTimeout,
		int concurrencyLimit, ResidencyConfiguration residency) {

	/**
	 * Makes a lifetime of a model that makes room whenever nobody uses it.
	 * @param ttl idle time after which it is unloaded; zero for never
	 * @param healthCheckTimeout how long it may take to become healthy
	 * @param unloadTimeout how long it may take to end
	 * @param concurrencyLimit how many counted requests it serves at once
	 */
	public LifetimeConfiguration(Duration ttl, Duration healthCheckTimeout, Duration unloadTimeout,
			int concurrencyLimit) {
		this(ttl, healthCheckTimeout, unloadTimeout, concurrencyLimit, ResidencyConfiguration.DEFAULT);
	}

}
