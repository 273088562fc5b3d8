package io.llamaswap.config;

import java.util.Map;

import io.llamaswap.matrix.MatrixSets;
import io.llamaswap.model.ModelId;

/**
 * Which models may run together, as sets.
 *
 * @param sets the sets in the order of the file
 * @param evictCosts what stopping a model costs where it is not 1
 */
public record MatrixConfiguration(MatrixSets sets, Map<ModelId, Integer> evictCosts) {

	/**
	 * Copies the map.
	 */
	public MatrixConfiguration {
		evictCosts = Map.copyOf(evictCosts);
	}

	/**
	 * Returns what stopping a model costs.
	 * @param model the model
	 * @return its cost, at least 1
	 */
	public int evictCost(ModelId model) {
		return this.evictCosts.getOrDefault(model, 1);
	}

}
