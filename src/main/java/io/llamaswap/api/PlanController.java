package io.llamaswap.api;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

import io.llamaswap.config.Configuration;
import io.llamaswap.error.ApiError;
import io.llamaswap.lifecycle.LeaseRequest;
import io.llamaswap.lifecycle.ModelLifecycleService;
import io.llamaswap.lifecycle.SwapPlan;
import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells what would happen if a model were asked for now: who would be stopped and why,
 * what would be waited for and how long that takes by what was measured. An endpoint of
 * ours; asking changes nothing.
 */
@RestController
final class PlanController {

	private final Supplier<Configuration> configuration;

	private final ModelLifecycleService lifecycle;

	PlanController(Supplier<Configuration> configuration, ModelLifecycleService lifecycle) {
		this.configuration = configuration;
		this.lifecycle = lifecycle;
	}

	@GetMapping("/api/plan")
	Mono<ResponseEntity<byte[]>> plan(ServerHttpRequest request) {
		Configuration now = this.configuration.get();
		String asked = request.getQueryParams().getFirst("model");
		String name = (asked != null) ? asked : "";
		ResponseEntity<byte[]> unknown = TextAnswer.error(ApiError.modelNotFound(name, now.names().keySet()), request);
		LeaseRequest wanted = find(name, now);
		if (wanted == null) {
			return Mono.just(unknown);
		}
		return this.lifecycle.plan(wanted).map((plan) -> JsonAnswer.of(json(plan))).defaultIfEmpty(unknown);
	}

	// profile:model, the early form, as the data path has it: a whole name wins.
	private static @Nullable LeaseRequest find(String name, Configuration now) {
		ModelId bare = now.resolve(name).orElse(null);
		int colon = name.indexOf(':');
		if (bare != null || colon < 0) {
			return (bare != null) ? LeaseRequest.of(bare) : null;
		}
		List<ModelId> members = now.memberProfiles().getOrDefault(name.substring(0, colon), List.of());
		return now.resolve(name.substring(colon + 1))
			.filter(members::contains)
			.map((model) -> new LeaseRequest(model, name.substring(0, colon)))
			.orElse(null);
	}

	private static Map<String, Object> json(SwapPlan plan) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("model", plan.model().value());
		json.put("state", plan.state().wireName());
		json.put("outcome", plan.outcome().name().toLowerCase(Locale.ROOT));
		json.put("reason", plan.reason());
		json.put("stops", plan.stops().stream().map(PlanController::json).toList());
		json.put("waits_for", plan.waitsFor().stream().map(SwapPlan.Obstacle::words).toList());
		json.put("queued_before", plan.before());
		putMillis(json, plan.expected());
		json.put("complete", plan.complete());
		return json;
	}

	private static Map<String, Object> json(SwapPlan.Stop stop) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("model", stop.model().value());
		json.put("state", stop.state().wireName());
		json.put("reason", stop.reason());
		json.put("in_flight", stop.inFlight());
		putMillis(json, stop.expected());
		return json;
	}

	private static void putMillis(Map<String, Object> json, @Nullable Duration expected) {
		if (expected != null) {
			json.put("expected_ms", expected.toMillis());
		}
	}

}
