package io.llamaswap.security;

import java.net.URI;
import java.util.function.Supplier;

import io.llamaswap.config.Configuration;
import io.llamaswap.error.ApiError;
import io.llamaswap.model.Caller;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Lets nobody in without a key if there are keys, whatever the route, and notes who came
 * in. Nothing of the body has been read then.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 30)
final class KeyFilter implements WebFilter {

	private final Authentication authentication;

	private final Supplier<Configuration> configuration;

	KeyFilter(Authentication authentication, Supplier<Configuration> configuration) {
		this.authentication = authentication;
		this.configuration = configuration;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		if (ManagementRequest.is(exchange)) {
			return chain.filter(exchange);
		}
		if (!this.authentication.isRequired()) {
			return pass(anybody(exchange.getRequest()), exchange, chain);
		}
		ServerHttpRequest request = exchange.getRequest();
		RouteNeeds needs = RouteNeeds.of(request);
		Caller caller = this.authentication.find(request.getHeaders());
		if (caller == null) {
			return withoutKey(needs, exchange, chain);
		}
		if (!needs.open() && !caller.may(needs.scope()) && !RouteNeeds.isListing(request)) {
			return DeniedAnswer.send(ApiError.of(403, "this key is not for " + words(needs.scope())), exchange);
		}
		return pass(caller, exchange, chain);
	}

	private static Mono<Void> withoutKey(RouteNeeds needs, ServerWebExchange exchange, WebFilterChain chain) {
		if (needs.open()) {
			return chain.filter(exchange);
		}
		// Open without key in llama-swap, which leads to its pages from there (contract
		// 3.2). Here it lists models.
		if ("/upstream".equals(exchange.getRequest().getURI().getRawPath())
				&& RouteNeeds.isReading(exchange.getRequest())) {
			exchange.getResponse().setStatusCode(HttpStatus.FOUND);
			exchange.getResponse().getHeaders().setLocation(URI.create("/ui/"));
			return exchange.getResponse().setComplete();
		}
		return DeniedAnswer.unauthorized(exchange);
	}

	private static Mono<Void> pass(Caller caller, ServerWebExchange exchange, WebFilterChain chain) {
		exchange.getAttributes().put(Caller.ATTRIBUTE, caller);
		return chain.filter(exchange);
	}

	private static String words(Caller.Scope scope) {
		return switch (scope) {
			case INFERENCE -> "inference";
			case READ -> "looking at states and logs";
			case ADMIN -> "changing anything";
		};
	}

	private Caller anybody(ServerHttpRequest request) {
		String address = this.configuration.get()
			.access()
			.entry()
			.trustedProxies()
			.clientOf(request.getRemoteAddress(), () -> request.getHeaders().getOrEmpty("X-Forwarded-For"));
		return Caller.trusted((address != null) ? address : "unknown");
	}

}
