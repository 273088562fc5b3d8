package io.llamaswap;

import java.time.Duration;

import io.llamaswap.error.ApiError;
import io.llamaswap.error.ErrorShape;
import io.llamaswap.error.RenderedError;
import io.llamaswap.error.RequestId;
import io.llamaswap.security.ManagementRequest;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Lets no new work in while the program ends, and ends those streams of our own that
 * would otherwise go on for ever. A request that a model is answering is left alone: it
 * may finish.
 */
final class EndingWebFilter implements WebFilter, Ordered {

	private static final String[] OWN_STREAMS = { "/log", "/ui", "/api/" };

	private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

	private final Ending ending;

	EndingWebFilter(Ending ending) {
		this.ending = ending;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE + 1;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		// Health and metrics are of interest to the last moment.
		if (ManagementRequest.is(exchange)) {
			return chain.filter(exchange);
		}
		if (this.ending.hasBegun()) {
			return refuse(exchange);
		}
		Mono<Void> answer = chain.filter(exchange);
		return isOwnStream(exchange) ? answer.takeUntilOther(this.ending.signal()) : answer;
	}

	private static boolean isOwnStream(ServerWebExchange exchange) {
		String path = exchange.getRequest().getURI().getRawPath();
		for (String prefix : OWN_STREAMS) {
			if (path.startsWith(prefix)) {
				return true;
			}
		}
		return false;
	}

	// The connection is closed too: whoever comes back finds our successor.
	private static Mono<Void> refuse(ServerWebExchange exchange) {
		ServerHttpRequest request = exchange.getRequest();
		ApiError error = ApiError.unavailable("llama-swap is shutting down")
			.withRetryAfter(RETRY_AFTER)
			.withRequestId(exchange.getResponse().getHeaders().getFirst(RequestId.HEADER));
		RenderedError rendered = ErrorShape.render(error, request.getURI().getRawPath(),
				request.getHeaders().getFirst(HttpHeaders.ACCEPT));
		ServerHttpResponse response = exchange.getResponse();
		response.setStatusCode(HttpStatus.valueOf(rendered.status()));
		rendered.headers().forEach(response.getHeaders()::set);
		response.getHeaders().set(HttpHeaders.CONNECTION, "close");
		byte[] body = rendered.bytes();
		response.getHeaders().setContentLength(body.length);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
	}

}
