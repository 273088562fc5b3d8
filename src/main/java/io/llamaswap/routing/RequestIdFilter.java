package io.llamaswap.routing;

import io.llamaswap.error.RequestId;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

import org.springframework.core.Ordered;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Gives each request its id: the answer says it, whoever answers, and the model server
 * sees the same one.
 */
final class RequestIdFilter implements WebFilter, Ordered {

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		String offered = exchange.getRequest().getHeaders().getFirst(RequestId.HEADER);
		String id = RequestId.of(offered);
		exchange.getResponse().getHeaders().set(RequestId.HEADER, id);
		if (!id.equals(offered)) {
			HttpServerRequest request = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
			request.requestHeaders().set(RequestId.HEADER, id);
		}
		return chain.filter(exchange);
	}

}
