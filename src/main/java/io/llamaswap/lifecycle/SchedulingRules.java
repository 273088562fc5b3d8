package io.llamaswap.lifecycle;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.MatrixConfiguration;
import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.config.RoutingConfiguration;
import io.llamaswap.config.SchedulingConfiguration;
import io.llamaswap.model.ModelId;

/**
 * Everything that the scheduler decides by.
 *
 * @param models the rules of each model, in the order of the configuration
 * @param policy which models may run together
 * @param overtaking how long requests for a loaded model may still be granted after a
 * request for a rival began to wait for its room (counted from when the model was ready,
 * if that was later). It is what bounds waiting, and what makes A B A B cost one swap
 * @param backOff how long failing models are left alone
 * @param maxWait after how long a waiting request goes before all that are younger,
 * whatever their priority
 * @param parallelLoads how many models may load at once, 0 for no limit
 * @param queueLimits how many requests may wait beside the bound of each model
 */
record SchedulingRules(Map<ModelId, ModelRules> models, EvictionPolicy policy, Duration overtaking, BackOff backOff,
		Duration maxWait, int parallelLoads, QueueLimits queueLimits) {

	/**
	 * Makes rules without bounds of waiting but those of each model.
	 * @param models the rules of each model
	 * @param policy which models may run together
	 * @param overtaking how long requests for a loaded model may overtake
	 * @param backOff how long failing models are left alone
	 * @param maxWait after how long a waiting request goes first
	 * @param parallelLoads how many models may load at once, 0 for no limit
	 */
	SchedulingRules(Map<ModelId, ModelRules> models, EvictionPolicy policy, Duration overtaking, BackOff backOff,
			Duration maxWait, int parallelLoads) {
		this(models, policy, overtaking, backOff, maxWait, parallelLoads, QueueLimits.NONE);
	}

	/**
	 * Makes rules with the usual bounds.
	 * @param models the rules of each model
	 * @param policy which models may run together
	 * @param overtaking how long requests for a loaded model may overtake
	 * @param backOff how long failing models are left alone
	 */
	SchedulingRules(Map<ModelId, ModelRules> models, EvictionPolicy policy, Duration overtaking, BackOff backOff) {
		this(models, policy, overtaking, backOff, SchedulingConfiguration.DEFAULT.maxWait(), 0);
	}

	/**
	 * Takes the rules from the configuration.
	 * @param configuration the configuration
	 * @return the rules
	 */
	static SchedulingRules from(Configuration configuration) {
		Map<ModelId, ModelRules> models = new LinkedHashMap<>();
		RoutingConfiguration routing = configuration.routing();
		configuration.allModels()
			.forEach(
					(model) -> models.put(model.id(), ModelRules.from(model.lifetime(), routing.priority(model.id()))));
		SchedulingConfiguration scheduling = routing.scheduling();
		return new SchedulingRules(models, policy(configuration), scheduling.overtaking(), BackOff.DEFAULT,
				scheduling.maxWait(), scheduling.parallelLoads(),
				new QueueLimits(scheduling.waiting().total(), scheduling.waiting().perCaller()));
	}

	private static EvictionPolicy policy(Configuration configuration) {
		MatrixConfiguration matrix = configuration.routing().matrix();
		EvictionPolicy bare = (matrix != null) ? new MatrixEvictionPolicy(matrix)
				: new GroupEvictionPolicy(configuration.routing().groups().values());
		Set<ModelId> kept = configuration.allModels()
			.stream()
			.filter((model) -> model.lifetime().residency().keepLoaded())
			.map(ModelConfiguration::id)
			.collect(Collectors.toSet());
		EvictionPolicy policy = new ProfileEvictionPolicy(configuration.memberProfiles(), bare);
		return kept.isEmpty() ? policy : new KeepingEvictionPolicy(kept, policy);
	}

}
