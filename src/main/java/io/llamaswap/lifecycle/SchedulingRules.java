package io.llamaswap.lifecycle;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.MatrixConfiguration;
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
 */
record SchedulingRules(Map<ModelId, ModelRules> models, EvictionPolicy policy, Duration overtaking, BackOff backOff) {

	/**
	 * Long enough that requests of one burst are served in one go, short against the
	 * loading time of a model that is worth waiting for.
	 */
	static final Duration DEFAULT_OVERTAKING = Duration.ofSeconds(10);

	/**
	 * Takes the rules from the configuration.
	 * @param configuration the configuration
	 * @return the rules
	 */
	static SchedulingRules from(Configuration configuration) {
		Map<ModelId, ModelRules> models = new LinkedHashMap<>();
		configuration.allModels().forEach((model) -> models.put(model.id(), ModelRules.from(model.lifetime())));
		return new SchedulingRules(models, policy(configuration), DEFAULT_OVERTAKING, BackOff.DEFAULT);
	}

	private static EvictionPolicy policy(Configuration configuration) {
		MatrixConfiguration matrix = configuration.routing().matrix();
		EvictionPolicy bare = (matrix != null) ? new MatrixEvictionPolicy(matrix)
				: new GroupEvictionPolicy(configuration.routing().groups().values());
		return new ProfileEvictionPolicy(configuration.memberProfiles(), bare);
	}

}
