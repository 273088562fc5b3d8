package io.llamaswap.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.llamaswap.activity.Activity;
import io.llamaswap.activity.ActivityQuery;
import io.llamaswap.activity.ActivityRow;
import io.llamaswap.activity.ActivityStats;
import io.llamaswap.error.ApiError;
import org.jspecify.annotations.Nullable;

import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What was asked and what it cost (contract 6.3 to 6.5).
 */
@RestController
final class ActivityController {

	private final Activity activity;

	ActivityController(Activity activity) {
		this.activity = activity;
	}

	@GetMapping("/api/metrics/activity")
	ResponseEntity<byte[]> rows(ServerHttpRequest request) {
		try {
			ActivityPage page = ActivityPage.of(request.getQueryParams());
			List<ActivityRow> rows = this.activity.log().find(page.query());
			return JsonAnswer.of(page.show(rows));
		}
		catch (IllegalArgumentException ex) {
			return TextAnswer.error(ApiError.of(400, String.valueOf(ex.getMessage())), request);
		}
	}

	@GetMapping("/api/metrics/stats")
	ResponseEntity<byte[]> stats(ServerHttpRequest request) {
		Set<String> models = Optional.ofNullable(request.getQueryParams().get("model"))
			.map(Set::copyOf)
			.orElse(Set.of());
		ActivityQuery query = new ActivityQuery(models, null, null, 1, Long.MAX_VALUE, "id", false);
		ActivityStats stats = ActivityStats.of(this.activity.log().find(query));
		Map<String, @Nullable Object> answer = new LinkedHashMap<>();
		answer.put("total_requests", stats.requests());
		answer.put("total_input_tokens", stats.input());
		answer.put("total_output_tokens", stats.output());
		answer.put("total_cache_tokens", stats.cached());
		answer.put("prompt_histogram", stats.prompt());
		answer.put("gen_histogram", stats.generation());
		return JsonAnswer.of(answer);
	}

	@PostMapping("/api/inflight/{id}/cancel")
	ResponseEntity<byte[]> cancel(@PathVariable String id, ServerHttpRequest request) {
		return this.activity.inFlight().cancel(id) ? JsonAnswer.of(Map.of("msg", "ok"))
				: TextAnswer.error(ApiError.of(404, "inflight request not found"), request);
	}

	@GetMapping("/api/captures/{id}")
	ResponseEntity<byte[]> capture(@PathVariable String id, ServerHttpRequest request) {
		boolean number = !id.isEmpty() && id.length() < 19 && id.chars().allMatch(Character::isDigit);
		return TextAnswer.error(number ? ApiError.of(404, "capture not found") : ApiError.of(400, "invalid capture ID"),
				request);
	}

}
