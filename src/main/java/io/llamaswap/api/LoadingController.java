package io.llamaswap.api;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.llamaswap.config.Configuration;
import io.llamaswap.error.ApiError;
import io.llamaswap.lifecycle.ModelLifecycleService;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.lifecycle.RefusedException;
import io.llamaswap.lifecycle.UnloadMode;
import io.llamaswap.model.Caller;
import io.llamaswap.model.ModelId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

/**
 * Loads and unloads on request. Pages of other sites do not get as far as this: see the
 * package {@code security}.
 * <p>
 * Two parameters are our own: {@code mode=drain} lets requests in flight end before their
 * model is unloaded ({@code now} is llama-swap's way and the default), and
 * {@code wait=false} answers 202 at once.
 */
@RestController
final class LoadingController {

	/** No answer is outstanding for longer. What was asked for goes on. */
	static final Duration ANSWER_LIMIT = Duration.ofMinutes(15);

	private static final Logger logger = LoggerFactory.getLogger(LoadingController.class);

	private final Supplier<Configuration> configuration;

	private final ModelLifecycleService lifecycle;

	LoadingController(Supplier<Configuration> configuration, ModelLifecycleService lifecycle) {
		this.configuration = configuration;
		this.lifecycle = lifecycle;
	}

	@GetMapping("/unload")
	Mono<ResponseEntity<byte[]>> unloadAllByGet(ServerHttpRequest request,
			@RequestAttribute(Caller.ATTRIBUTE) Caller caller) {
		// A HEAD changes nothing (C150).
		if (HttpMethod.HEAD.equals(request.getMethod())) {
			return Mono.just(TextAnswer.ok());
		}
		return unload(everything(caller), request, TextAnswer.ok());
	}

	@PostMapping("/unload")
	Mono<ResponseEntity<byte[]>> unloadAll(ServerHttpRequest request,
			@RequestAttribute(Caller.ATTRIBUTE) Caller caller) {
		return unload(everything(caller), request, TextAnswer.ok());
	}

	@PostMapping("/api/models/unload")
	Mono<ResponseEntity<byte[]>> unloadAllForPrograms(ServerHttpRequest request,
			@RequestAttribute(Caller.ATTRIBUTE) Caller caller) {
		return unload(everything(caller), request, JsonAnswer.of(Map.of("msg", "ok")));
	}

	@PostMapping("/api/models/unload/{*model}")
	Mono<ResponseEntity<byte[]>> unloadOne(ServerHttpRequest request,
			@RequestAttribute(Caller.ATTRIBUTE) Caller caller) {
		String name = RequestedName.behind("/api/models/unload/", request);
		return named(name, caller).or(() -> outlasting(name, caller))
			.map((model) -> unload(List.of(model), request, TextAnswer.ok()))
			.orElseGet(() -> notFound(name, caller, request));
	}

	@PostMapping("/api/models/load/{*model}")
	Mono<ResponseEntity<byte[]>> loadOne(ServerHttpRequest request, @RequestAttribute(Caller.ATTRIBUTE) Caller caller) {
		String name = RequestedName.behind("/api/models/load/", request);
		return named(name, caller).map((model) -> load(model, request))
			.orElseGet(() -> notFound(name, caller, request));
	}

	private Optional<ModelId> named(String name, Caller caller) {
		return this.configuration.get()
			.resolve(name)
			.filter((model) -> caller.mayUse(name) || caller.mayUse(model.value()));
	}

	private Mono<ResponseEntity<byte[]>> notFound(String name, Caller caller, ServerHttpRequest request) {
		List<String> names = this.configuration.get()
			.names()
			.keySet()
			.stream()
			.filter((other) -> named(other, caller).isPresent())
			.toList();
		return Mono.just(TextAnswer.error(ApiError.modelNotFound(name, names), request));
	}

	private Optional<ModelId> outlasting(String name, Caller caller) {
		return ids().filter((id) -> id.value().equals(name) && caller.mayUse(name)).findAny();
	}

	// Nothing that its caller may use under none of its names.
	private Collection<ModelId> everything(Caller caller) {
		Set<ModelId> open = this.configuration.get()
			.names()
			.entrySet()
			.stream()
			.filter((name) -> caller.mayUse(name.getKey()))
			.map(Map.Entry::getValue)
			.collect(Collectors.toSet());
		return ids().filter((id) -> open.contains(id) || caller.mayUse(id.value())).toList();
	}

	// Also what a reload has removed and still serves somebody.
	private Stream<ModelId> ids() {
		return this.lifecycle.statuses().stream().map(ModelStatus::id);
	}

	private Mono<ResponseEntity<byte[]>> unload(Collection<ModelId> models, ServerHttpRequest request,
			ResponseEntity<byte[]> done) {
		Optional<UnloadMode> mode = mode(request);
		if (mode.isEmpty()) {
			return Mono.just(TextAnswer.error(ApiError.of(400, "mode: expected now or drain"), request));
		}
		Mono<Void> unloaded = this.lifecycle.unload(models, mode.get());
		if (!waits(request)) {
			return Mono.just(TextAnswer.text(202, "Accepted"));
		}
		return answer(unloaded, done, request);
	}

	private Mono<ResponseEntity<byte[]>> load(ModelId model, ServerHttpRequest request) {
		Mono<Void> loaded = this.lifecycle.load(model);
		if (!waits(request)) {
			loaded.subscribe(null, (ex) -> logger.info("{} was not loaded: {}", model, ex.getMessage()));
			return Mono.just(TextAnswer.text(202, "Accepted"));
		}
		return answer(loaded, TextAnswer.ok(), request);
	}

	private static Mono<ResponseEntity<byte[]>> answer(Mono<Void> outcome, ResponseEntity<byte[]> done,
			ServerHttpRequest request) {
		ApiError late = ApiError.of(504, "not finished after " + ANSWER_LIMIT.toMinutes() + " minutes; it goes on");
		return outcome.thenReturn(done)
			.onErrorResume(RefusedException.class, (ex) -> Mono.just(TextAnswer.error(ex.refusal().error(), request)))
			.timeout(ANSWER_LIMIT, Mono.fromSupplier(() -> TextAnswer.error(late, request)));
	}

	private static Optional<UnloadMode> mode(ServerHttpRequest request) {
		String mode = request.getQueryParams().getFirst("mode");
		if (mode == null || "now".equals(mode)) {
			return Optional.of(UnloadMode.NOW);
		}
		return "drain".equals(mode) ? Optional.of(UnloadMode.DRAIN) : Optional.empty();
	}

	private static boolean waits(ServerHttpRequest request) {
		String wait = request.getQueryParams().getFirst("wait");
		return !"false".equals(wait);
	}

}
