package io.llamaswap;

import java.time.Duration;

import io.llamaswap.error.ApiError;
import io.llamaswap.security.DeniedAnswer;
import io.llamaswap.security.ManagementRequest;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
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
		exchange.getResponse().getHeaders().set(HttpHeaders.CONNECTION, "close");
		return DeniedAnswer.send(ApiError.unavailable("llama-swap is shutting down").withRetryAfter(RETRY_AFTER),
				exchange);
	}

}
