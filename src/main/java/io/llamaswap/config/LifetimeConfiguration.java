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
 */
public record LifetimeConfiguration(Duration ttl, Duration healthCheckTimeout, Duration unloadTimeout,
		int concurrencyLimit) {

}
