package io.llamaswap.security;

import java.util.Optional;

import io.llamaswap.error.ApiError;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Refuses changes that a page of another site may be behind, before anything else looks
 * at them.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 40)
final class CrossSiteFilter implements WebFilter {

	private final CrossSiteRule rule;

	CrossSiteFilter(WebProperties properties) {
		this.rule = new CrossSiteRule(properties.allowedOrigins());
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		ServerHttpRequest request = exchange.getRequest();
		if (ManagementRequest.is(exchange) || !RouteNeeds.of(request).changing()) {
			return chain.filter(exchange);
		}
		Optional<String> refusal = this.rule.refusal(request.getHeaders(), HttpMethod.GET.equals(request.getMethod()));
		return refusal.map((reason) -> DeniedAnswer.send(ApiError.of(403, reason), exchange))
			.orElseGet(() -> chain.filter(exchange));
	}

}
