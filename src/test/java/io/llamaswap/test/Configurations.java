package io.llamaswap.test;

import java.util.Map;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.ConfigurationLoader;
import io.llamaswap.config.ConfigurationReport;
import io.llamaswap.config.LoadedConfiguration;

/**
 * Configurations for tests, from YAML as a user would write it.
 */
public final class Configurations {

	private Configurations() {
	}

	/**
	 * Loads a configuration that is expected to be sound.
	 * @param yaml the text
	 * @return the configuration
	 * @throws IllegalArgumentException with the whole report if it is not sound
	 */
	public static Configuration parse(String yaml) {
		return parse(yaml, Map.of());
	}

	/**
	 * Loads a configuration that is expected to be sound.
	 * @param yaml the text
	 * @param environment the environment variables
	 * @return the configuration
	 * @throws IllegalArgumentException with the whole report if it is not sound
	 */
	public static Configuration parse(String yaml, Map<String, String> environment) {
		LoadedConfiguration loaded = load(yaml, environment);
		Configuration configuration = loaded.configuration();
		if (configuration == null) {
			throw new IllegalArgumentException("\n" + new ConfigurationReport(loaded.problems()).render());
		}
		return configuration;
	}

	/**
	 * Loads a configuration whatever comes out.
	 * @param yaml the text
	 * @param environment the environment variables
	 * @return what came out
	 */
	public static LoadedConfiguration load(String yaml, Map<String, String> environment) {
		return new ConfigurationLoader(environment).load("config.yaml", yaml);
	}

	/**
	 * Loads a configuration whatever comes out.
	 * @param yaml the text
	 * @return what came out
	 */
	public static LoadedConfiguration load(String yaml) {
		return load(yaml, Map.of());
	}

}
