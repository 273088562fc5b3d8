package io.llamaswap.dashboard;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.llamaswap.config.Configuration;
import io.llamaswap.log.LogBook;
import io.llamaswap.log.LogHistory;
import io.llamaswap.model.ModelId;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * The page that shows a log as it is written. A log is named by {@code source}
 * ({@code proxy}, {@code upstream}, nothing for both) or by {@code model}, so that a
 * model may be called like a source.
 */
@RestController
final class LogPageController {

	private final Supplier<Configuration> configuration;

	private final LogBook logs;

	private final Pages pages;

	LogPageController(Supplier<Configuration> configuration, LogBook logs, Pages pages) {
		this.configuration = configuration;
		this.logs = logs;
		this.pages = pages;
	}

	@GetMapping("/log")
	Mono<ResponseEntity<String>> page(@RequestParam(defaultValue = "") String source,
			@RequestParam(defaultValue = "") String model) {
		history(source, model);
		List<String> models = this.configuration.get().models().keySet().stream().map(ModelId::value).toList();
		String chosen = this.configuration.get().resolve(model).map(ModelId::value).orElse("");
		return this.pages.answer("log", Map.of("source", source, "model", chosen, "models", models));
	}

	@GetMapping(path = "/log/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<ServerSentEvent<String>> events(@RequestParam(defaultValue = "") String source,
			@RequestParam(defaultValue = "") String model, ServerHttpRequest request, ServerHttpResponse response) {
		LogHistory history = history(source, model);
		response.getHeaders().set("X-Accel-Buffering", "no");
		return HttpMethod.HEAD.equals(request.getMethod()) ? Flux.empty() : LogFeed.of(history);
	}

	private LogHistory history(String source, String model) {
		if (!model.isEmpty()) {
			return this.configuration.get().resolve(model).map(this.logs::of).orElseThrow(LogPageController::unknown);
		}
		Optional<LogHistory> history = switch (source) {
			case "" -> Optional.of(this.logs.combined());
			case "proxy" -> Optional.of(this.logs.program());
			case "upstream" -> Optional.of(this.logs.upstream());
			default -> Optional.empty();
		};
		return history.orElseThrow(LogPageController::unknown);
	}

	private static ResponseStatusException unknown() {
		return new ResponseStatusException(HttpStatus.NOT_FOUND);
	}

}
