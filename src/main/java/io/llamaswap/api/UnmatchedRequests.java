package io.llamaswap.api;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;

/**
 * Answers requests that nothing is mapped to, in the words of Go's router (contract 3.1):
 * these two are plain text whatever the caller accepts.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
final class UnmatchedRequests implements WebExceptionHandler {

	@Override
	public Mono<Void> handle(ServerWebExchange exchange, Throwable ex) {
		if (exchange.getResponse().isCommitted() || !(ex instanceof ResponseStatusException status)) {
			return Mono.error(ex);
		}
		return switch (status.getStatusCode().value()) {
			case 404 -> send(exchange, 404, "404 page not found\n");
			case 405 -> {
				exchange.getResponse().getHeaders().set(HttpHeaders.ALLOW, allowed(ex));
				yield send(exchange, 405, "Method Not Allowed\n");
			}
			default -> Mono.error(ex);
		};
	}

	private static Mono<Void> send(ServerWebExchange exchange, int status, String text) {
		ResponseEntity<byte[]> answer = ResponseEntity.status(status)
			.header(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
			.headers(OwnHeadersFilter::add)
			.body(text.getBytes(StandardCharsets.UTF_8));
		return OwnResponse.send(exchange.getResponse(), answer);
	}

	private static String allowed(Throwable ex) {
		Set<String> names = new TreeSet<>();
		if (ex instanceof MethodNotAllowedException refused) {
			refused.getSupportedMethods().forEach((method) -> names.add(method.name()));
		}
		if (names.contains(HttpMethod.GET.name())) {
			names.add(HttpMethod.HEAD.name());
		}
		return String.join(", ", names);
	}

}
