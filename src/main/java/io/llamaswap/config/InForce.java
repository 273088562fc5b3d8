package io.llamaswap.config;

import java.util.Map;

import io.llamaswap.model.ModelId;

/**
 * What a reload goes from: a server may outlive the configuration that it was launched
 * by.
 *
 * @param configuration the configuration that is in force
 * @param lives how each server was launched that is alive, also of models that the
 * configuration has no more
 */
public record InForce(Configuration configuration, Map<ModelId, LaunchConfiguration> lives) {

	/**
	 * Copies the map.
	 */
	public InForce {
		lives = Map.copyOf(lives);
	}

	/**
	 * Goes from a configuration of which nothing runs.
	 * @param configuration the configuration
	 * @return the same without lives
	 */
	public static InForce idle(Configuration configuration) {
		return new InForce(configuration, Map.of());
	}

}
