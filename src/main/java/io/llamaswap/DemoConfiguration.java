package io.llamaswap;

import java.time.Duration;
import java.util.Map;

import io.llamaswap.config.Configuration;

/**
 * The built-in demo: a few models, served by the tiny model server inside the jar.
 */
final class DemoConfiguration {

	private DemoConfiguration() {
	}

	/**
	 * Makes the configuration for this machine.
	 * @return the checked configuration
	 */
	static Configuration load() {
		return new Configuration(Map.of(), Map.of(), Map.of(), Duration.ofMinutes(2), false);
	}

}
