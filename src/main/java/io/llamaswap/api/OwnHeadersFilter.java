package io.llamaswap.api;

import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.resource.ResourceWebHandler;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Adds the headers that keep a browser from making more of an answer than it is to
 * everything that the program answers itself (A6), and to nothing that a model server
 * answers.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 5)
final class OwnHeadersFilter implements WebFilter {

	/**
	 * No inline script or style, nothing from elsewhere, no frame around us.
	 */
	static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
			+ "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		exchange.getResponse().beforeCommit(() -> {
			if (isOwn(exchange)) {
				add(exchange.getResponse().getHeaders());
			}
			return Mono.empty();
		});
		return chain.filter(exchange);
	}

	private static boolean isOwn(ServerWebExchange exchange) {
		Object handler = exchange.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE);
		return handler instanceof HandlerMethod || handler instanceof HandlerFunction
				|| handler instanceof ResourceWebHandler;
	}

	/**
	 * Adds the headers.
	 * @param headers headers of an own answer
	 */
	static void add(HttpHeaders headers) {
		headers.set("Content-Security-Policy", POLICY);
		headers.set("X-Content-Type-Options", "nosniff");
		headers.set("Referrer-Policy", "no-referrer");
		headers.set("X-Frame-Options", "DENY");
	}

}
