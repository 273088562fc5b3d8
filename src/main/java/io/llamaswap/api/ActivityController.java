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
import io.llamaswap.activity.Capture;
import io.llamaswap.activity.CompressedBytes;
import io.llamaswap.error.ApiError;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

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

	/** Any number of so many digits fits. */
	private static final int MOST_DIGITS = 18;

	private final Activity activity;

	ActivityController(Activity activity) {
		this.activity = activity;
	}

	@GetMapping("/api/metrics/activity")
	ResponseEntity<byte[]> rows(ServerHttpRequest request) {
		try {
			ActivityPage page = ActivityPage.of(request.getQueryParams());
			List<ActivityRow> rows = this.activity.log().find(page.query());
			return JsonAnswer.of(page.show(rows, this.activity.captures()::has));
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
	Mono<ResponseEntity<byte[]>> capture(@PathVariable String id, ServerHttpRequest request) {
		if (id.isEmpty() || id.length() > MOST_DIGITS
				|| !id.chars().allMatch((digit) -> digit >= '0' && digit <= '9')) {
			return Mono.just(TextAnswer.error(ApiError.of(400, "invalid capture ID"), request));
		}
		// Megabytes are unpacked, which is no work for the thread of a connection.
		return Mono
			.fromCallable(() -> this.activity.captures()
				.find(Long.parseLong(id))
				.map((capture) -> JsonAnswer.of(shown(Long.parseLong(id), capture)))
				.orElseGet(() -> TextAnswer.error(ApiError.of(404, "capture not found"), request)))
			.subscribeOn(Schedulers.boundedElastic());
	}

	private static Map<String, @Nullable Object> shown(long id, Capture capture) {
		Map<String, @Nullable Object> shown = new LinkedHashMap<>();
		shown.put("id", id);
		shown.put("req_path", capture.path());
		shown.put("req_headers", capture.requestHeaders());
		shown.put("req_body", bytes(capture.requestBody()));
		shown.put("resp_headers", capture.responseHeaders());
		shown.put("resp_body", bytes(capture.responseBody()));
		return shown;
	}

	private static byte @Nullable [] bytes(@Nullable CompressedBytes body) {
		return (body != null) ? body.bytes() : null;
	}

}
