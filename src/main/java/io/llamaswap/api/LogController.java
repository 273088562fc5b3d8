package io.llamaswap.api;

import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

import io.llamaswap.config.Configuration;
import io.llamaswap.error.ApiError;
import io.llamaswap.log.LogBook;
import io.llamaswap.log.LogHistory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * The logs as plain text: what is remembered, and what comes live (contract 5.3).
 */
@RestController
final class LogController {

	private static final MediaType TEXT = MediaType.parseMediaType("text/plain; charset=utf-8");

	private static final String PREFIX = "/logs/stream/";

	private final Supplier<Configuration> configuration;

	private final LogBook logs;

	LogController(Supplier<Configuration> configuration, LogBook logs) {
		this.configuration = configuration;
		this.logs = logs;
	}

	@GetMapping("/logs")
	ResponseEntity<byte[]> history(ServerHttpRequest request) {
		String accept = request.getHeaders().getFirst(HttpHeaders.ACCEPT);
		if (accept != null && accept.contains(MediaType.TEXT_HTML_VALUE)) {
			return ResponseEntity.status(HttpStatus.FOUND).location(URI.create("/log")).build();
		}
		return ResponseEntity.ok().contentType(TEXT).body(this.logs.combined().snapshot());
	}

	@GetMapping("/logs/stream")
	Mono<Void> combined(ServerWebExchange exchange) {
		return follow(this.logs.combined(), exchange);
	}

	@GetMapping("/logs/stream/{*source}")
	Mono<Void> source(ServerWebExchange exchange) {
		String name = RequestedName.behind(PREFIX, exchange.getRequest());
		Optional<LogHistory> source = source(name);
		if (source.isEmpty()) {
			ApiError error = ApiError.of(400, "invalid logger. Use 'proxy', 'upstream' or a model's ID");
			return OwnResponse.send(exchange.getResponse(), TextAnswer.error(error, exchange.getRequest()));
		}
		return follow(source.get(), exchange);
	}

	private Optional<LogHistory> source(String name) {
		return switch (name) {
			case "proxy" -> Optional.of(this.logs.program());
			case "upstream" -> Optional.of(this.logs.upstream());
			default -> this.configuration.get().resolve(name).map(this.logs::of);
		};
	}

	private static Mono<Void> follow(LogHistory history, ServerWebExchange exchange) {
		ServerHttpResponse response = exchange.getResponse();
		response.getHeaders().setContentType(TEXT);
		response.getHeaders().setCacheControl("no-cache");
		response.getHeaders().set("X-Accel-Buffering", "no");
		if (HttpMethod.HEAD.equals(exchange.getRequest().getMethod())) {
			return response.setComplete();
		}
		boolean withHistory = !exchange.getRequest().getQueryParams().containsKey("no-history");
		// The empty piece sends the headers, since a source may be silent for long; the
		// source comes first, so that whoever sees the headers misses nothing.
		Flux<Mono<DataBuffer>> pieces = Flux.merge(1, history.follow(withHistory), Mono.just(new byte[0]))
			.map((bytes) -> Mono.fromSupplier(() -> response.bufferFactory().wrap(bytes)));
		return response.writeAndFlushWith(pieces);
	}

}
