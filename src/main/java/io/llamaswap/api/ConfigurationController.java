package io.llamaswap.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;

import io.llamaswap.config.LiveConfiguration;
import io.llamaswap.config.ReloadOutcome;
import io.llamaswap.error.ApiError;
import io.llamaswap.lifecycle.ModelLifecycleService;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Replaces the configuration on request, and says beforehand what that would do. Both are
 * our own.
 */
@RestController
final class ConfigurationController {

	/** No configuration that is sent may be longer, whatever the bound of bodies. */
	static final int MOST_BYTES = 4 * 1024 * 1024;

	private static final int UNUSABLE = 422;

	private static final TypeReference<LinkedHashMap<String, String>> FILES = new TypeReference<>() {
	};

	private final LiveConfiguration configuration;

	private final ModelLifecycleService lifecycle;

	private final BodyText bodies;

	ConfigurationController(LiveConfiguration configuration, ModelLifecycleService lifecycle, BodyText bodies) {
		this.configuration = configuration;
		this.lifecycle = lifecycle;
		this.bodies = bodies;
	}

	@PostMapping("/api/config/reload")
	Mono<ResponseEntity<byte[]>> reload(ServerHttpRequest request) {
		return answer(() -> this.configuration.reload("asked for by a caller"), ReloadOutcome::asMap, request);
	}

	@GetMapping("/api/config/reload")
	ResponseEntity<byte[]> lastReload() {
		ReloadOutcome last = this.configuration.last();
		return JsonAnswer.of((last != null) ? last.asMap()
				: Map.of("ok", true, "changed", false, "summary", "as it was at the start"));
	}

	/**
	 * Checks what is sent: one YAML file, or as JSON the texts of several by their names;
	 * with an empty body, the files that the program was started with.
	 * @param request the request
	 * @return what a reload would do
	 */
	@PostMapping("/api/config/check")
	Mono<ResponseEntity<byte[]>> check(ServerHttpRequest request) {
		return this.bodies
			.read(request, MOST_BYTES,
					(body) -> body.isBlank() ? answer(this.configuration::check, this::foreseen, request)
							: answer(() -> this.configuration.check(files(body, request)), this::foreseen, request))
			.onErrorResume(JacksonException.class,
					(ex) -> refuse(ApiError.of(400, "expected an object of file names and their texts"), request));
	}

	private Map<String, Object> foreseen(ReloadOutcome outcome) {
		return outcome.asMap((model) -> ReloadConsequence.of(model, this.lifecycle.status(model.id()).orElse(null)));
	}

	private static Map<String, String> files(String body, ServerHttpRequest request) {
		MediaType type = request.getHeaders().getContentType();
		boolean json = type != null && type.getSubtype().endsWith("json");
		return json ? JsonMapper.shared().readValue(body, FILES) : Map.of("config.yaml", body);
	}

	private static Mono<ResponseEntity<byte[]>> answer(Supplier<CompletableFuture<ReloadOutcome>> action,
			Function<ReloadOutcome, Map<String, Object>> view, ServerHttpRequest request) {
		// A caller who leaves does not take the reload back.
		return Mono.fromFuture(action, true)
			.map((outcome) -> ResponseEntity.status(outcome.isSound() ? 200 : UNUSABLE)
				.contentType(MediaType.APPLICATION_JSON)
				.body(JsonAnswer.bytes(view.apply(outcome))))
			.onErrorResume(RejectedExecutionException.class,
					(ex) -> refuse(ApiError.unavailable("too many reloads are waiting already"), request));
	}

	private static Mono<ResponseEntity<byte[]>> refuse(ApiError error, ServerHttpRequest request) {
		return Mono.just(TextAnswer.error(error, request));
	}

}
