package io.llamaswap.config;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * Which models may run together and who is served first.
 *
 * @param groups groups by name in the order of the file; every model is in exactly one.
 * Not used if there is a matrix
 * @param matrix the matrix, or {@code null} if groups decide
 * @param priorities priority in the queue where it is not 0; higher is earlier
 * @param scheduling bounds of that order
 */
public record RoutingConfiguration(Map<String, GroupConfiguration> groups, @Nullable MatrixConfiguration matrix,
		Map<ModelId, Integer> priorities, SchedulingConfiguration scheduling) {

	/**
	 * Copies the maps; their order is kept.
	 */
	public RoutingConfiguration {
		groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
		priorities = Map.copyOf(priorities);
	}

	/**
	 * Creates the routing of models that are in no group: one runs at a time.
	 * @param models all models
	 * @return a routing with the default group only
	 */
	public static RoutingConfiguration ungrouped(Collection<ModelId> models) {
		GroupConfiguration group = new GroupConfiguration(GroupConfiguration.DEFAULT, true, true, false,
				List.copyOf(models));
		return new RoutingConfiguration(Map.of(group.name(), group), null, Map.of(), SchedulingConfiguration.DEFAULT);
	}

	/**
	 * Returns the priority of a model.
	 * @param model the model
	 * @return its priority, 0 if nothing is said
	 */
	public int priority(ModelId model) {
		return this.priorities.getOrDefault(model, 0);
	}

}
