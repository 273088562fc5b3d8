package io.llamaswap.routing;

import java.net.URI;

import io.llamaswap.model.Caller;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.core.Ordered;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;

/**
 * The data path's place in the gateway. It is the whole path: no filter behind it runs,
 * and it talks to both connections itself (the reasons and the measurements are in
 * {@code RATIONALE.md} beside this file).
 */
final class ForwardingFilter implements GlobalFilter, Ordered {

	/** Name of the exchange attribute that holds the {@link ModelRoute}. */
	static final String ROUTE = ForwardingFilter.class.getName() + ".route";

	private static final Caller NOBODY = Caller.trusted("");

	private final ForwardingServices services;

	ForwardingFilter(ForwardingServices services) {
		this.services = services;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
		ModelRoute route = exchange.getAttribute(ROUTE);
		if (route == null) {
			return chain.filter(exchange);
		}
		HttpServerRequest request = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
		HttpServerResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
		URI uri = exchange.getRequest().getURI();
		Caller caller = exchange.getAttributeOrDefault(Caller.ATTRIBUTE, NOBODY);
		return Mono.defer(() -> new ModelExchange(this.services, request, response, uri, caller).run(route));
	}

	/**
	 * Tells whether a request is the data path's, and notes its route.
	 * @param exchange the request
	 * @return {@code true} if {@link #filter} is to be asked
	 */
	static boolean matches(ServerWebExchange exchange) {
		return isNoted(
				ModelRoute.find(exchange.getRequest().getMethod().name(), exchange.getRequest().getURI().getRawPath()),
				exchange);
	}

	/**
	 * Tells whether a request is of a path that only the data path knows, and notes its
	 * route.
	 * @param exchange the request
	 * @return {@code true} if {@link #filter} is to be asked before anybody else
	 */
	static boolean matchesKnown(ServerWebExchange exchange) {
		return isNoted(ModelRoute.findKnown(exchange.getRequest().getMethod().name(),
				exchange.getRequest().getURI().getRawPath()), exchange);
	}

	private static boolean isNoted(@Nullable ModelRoute route, ServerWebExchange exchange) {
		if (route == null) {
			return false;
		}
		exchange.getAttributes().put(ROUTE, route);
		return true;
	}

}
