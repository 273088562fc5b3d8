package io.llamaswap.security;

import java.net.InetSocketAddress;
import java.util.function.Supplier;

import io.llamaswap.config.Configuration;
import io.llamaswap.error.ApiError;
import io.llamaswap.model.Caller;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Refuses uses and changes that a page of another site may be behind. Credentials of
 * Basic do not help such a page, since browsers add them by themselves; a key in a header
 * of its own does, since only somebody who has it can put it there.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 40)
final class CrossSiteFilter implements WebFilter {

	private final Supplier<Configuration> configuration;

	private final CrossSiteRule rule;

	CrossSiteFilter(Supplier<Configuration> configuration, OriginRule origins) {
		this.configuration = configuration;
		this.rule = new CrossSiteRule(origins);
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		String refusal = ManagementRequest.is(exchange) ? null : refusal(exchange.getRequest());
		return (refusal != null) ? DeniedAnswer.send(ApiError.of(403, refusal), exchange) : chain.filter(exchange);
	}

	private @Nullable String refusal(ServerHttpRequest request) {
		HttpHeaders headers = request.getHeaders();
		RouteNeeds needs = RouteNeeds.of(request);
		boolean asking = needs.scope() == Caller.Scope.INFERENCE && !RouteNeeds.isListing(request);
		if ((!needs.changing() && !asking) || showsKey(headers)) {
			return null;
		}
		if (!needs.changing()) {
			return this.rule.refusalOfUse(headers);
		}
		return HttpMethod.GET.equals(request.getMethod()) ? this.rule.refusalOfChangeByGet(headers,
				isLoopback(request.getRemoteAddress()), this.configuration.get().access().entry().unloadByGet())
				: this.rule.refusalOfChange(headers);
	}

	private boolean showsKey(HttpHeaders headers) {
		if (!this.configuration.get().access().needsKey()) {
			return false;
		}
		Credentials credentials = Credentials.of(headers);
		return credentials != null && !credentials.ambient();
	}

	private static boolean isLoopback(@Nullable InetSocketAddress address) {
		return address != null && address.getAddress() != null && address.getAddress().isLoopbackAddress();
	}

}
