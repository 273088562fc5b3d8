package io.llamaswap.security;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Answers every OPTIONS request itself (contract 3.7). Unlike llama-swap it does not
 * invite every page of the world to a server that no key protects: only pages on this
 * machine, our own and the allowed ones are told that they may call (C234). Credentials
 * of a browser are never invited. Who may call may read the answer, unless a model server
 * says itself who may.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
final class PreflightFilter implements WebFilter {

	private static final String METHODS = "GET, POST, PUT, PATCH, DELETE, OPTIONS";

	private static final String DEFAULT_HEADERS = "Content-Type, Authorization, Accept, X-Requested-With";

	private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");

	private static final int MAX_HEADERS = 100;

	private static final String TOLD = "X-Request-Id, X-Llama-Swap-Model, X-Llama-Swap-Waited, Retry-After";

	private final OriginRule origins;

	PreflightFilter(OriginRule origins) {
		this.origins = origins;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		ServerHttpRequest request = exchange.getRequest();
		HttpHeaders asked = request.getHeaders();
		HttpHeaders headers = exchange.getResponse().getHeaders();
		String origin = asked.getFirst(HttpHeaders.ORIGIN);
		boolean preflight = HttpMethod.OPTIONS.equals(request.getMethod());
		String answer = (origin != null) ? answerTo(origin, asked, isChanging(request, preflight)) : null;
		if (answer != null) {
			headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, answer);
		}
		// No cache may give one page what was said to another.
		if (preflight || (origin != null && !"*".equals(answer))) {
			headers.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
		}
		if (!preflight) {
			if (answer != null) {
				headers.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, TOLD);
			}
			return chain.filter(exchange);
		}
		if (origin == null) {
			headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
		}
		headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS);
		headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS,
				allowed(asked.getFirst(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS)));
		headers.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "86400");
		exchange.getResponse().setStatusCode(HttpStatus.NO_CONTENT);
		return exchange.getResponse().setComplete();
	}

	private @Nullable String answerTo(String origin, HttpHeaders asked, boolean changing) {
		if (changing) {
			return this.origins.mayChange(origin, asked) ? origin : null;
		}
		if (this.origins.isOpenToAll()) {
			return "*";
		}
		return this.origins.mayAsk(origin, asked) ? origin : null;
	}

	private static boolean isChanging(ServerHttpRequest request, boolean preflight) {
		if (!preflight) {
			return RouteNeeds.of(request).changing();
		}
		String method = request.getHeaders().getFirst(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
		boolean safe = "GET".equals(method) || "HEAD".equals(method);
		String path = request.getURI().getRawPath();
		return "/unload".equals(path) || (!safe && path.startsWith("/api/"));
	}

	private static String allowed(@Nullable String requested) {
		if (requested == null || requested.isBlank()) {
			return DEFAULT_HEADERS;
		}
		return Arrays.stream(requested.split(",", MAX_HEADERS))
			.map(String::strip)
			.filter((name) -> TOKEN.matcher(name).matches())
			.collect(Collectors.joining(", "));
	}

}
