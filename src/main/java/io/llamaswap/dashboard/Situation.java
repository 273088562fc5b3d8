package io.llamaswap.dashboard;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.llamaswap.lifecycle.MeasuredDurations;
import io.llamaswap.lifecycle.ModelLifecycleService;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.lifecycle.SwapDecision;
import io.llamaswap.lifecycle.SwapPlan;
import io.llamaswap.model.ModelId;

/**
 * What is known of the models at a moment.
 *
 * @param statuses their statuses
 * @param outlooks what those who wait have before them, by model
 * @param measured how long loading and unloading take
 * @param decisions what was decided last, newest first
 */
record Situation(Map<ModelId, ModelStatus> statuses, Map<ModelId, SwapPlan> outlooks,
		Function<ModelId, MeasuredDurations> measured, List<SwapDecision> decisions) {

	static Situation of(ModelLifecycleService lifecycle, List<SwapPlan> outlooks) {
		return new Situation(ModelStatus.byId(lifecycle.statuses()),
				outlooks.stream().collect(Collectors.toMap(SwapPlan::model, Function.identity())), lifecycle::measured,
				lifecycle.lastDecisions());
	}

}
