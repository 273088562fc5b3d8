package io.llamaswap.security;

import io.llamaswap.error.ApiError;
import io.llamaswap.error.ErrorShape;
import io.llamaswap.error.RenderedError;
import io.llamaswap.error.RequestId;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;

/**
 * Tells a caller that it may not, in the shape of the route it asked for, before any
 * route has the request.
 */
public final class DeniedAnswer {

	/** Makes browsers ask for a key, which then goes along with all that a page loads. */
	static final String CHALLENGE = "Basic realm=\"llama-swap\"";

	private DeniedAnswer() {
	}

	/**
	 * Asks for a key.
	 * @param exchange the request
	 * @return completes when it is sent
	 */
	static Mono<Void> unauthorized(ServerWebExchange exchange) {
		exchange.getResponse().getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
		return send(ApiError.of(401, "unauthorized: invalid or missing API key"), exchange);
	}

	/**
	 * Sends an error.
	 * @param error what is wrong
	 * @param exchange the request
	 * @return completes when it is sent
	 */
	public static Mono<Void> send(ApiError error, ServerWebExchange exchange) {
		ServerHttpRequest request = exchange.getRequest();
		ServerHttpResponse response = exchange.getResponse();
		ApiError named = error.withRequestId(response.getHeaders().getFirst(RequestId.HEADER));
		RenderedError rendered = ErrorShape.render(named, request.getURI().getRawPath(),
				request.getHeaders().getFirst(HttpHeaders.ACCEPT));
		byte[] body = rendered.bytes();
		response.setStatusCode(HttpStatusCode.valueOf(rendered.status()));
		HttpHeaders headers = response.getHeaders();
		rendered.headers().forEach(headers::set);
		headers.setContentLength(body.length);
		if (HttpMethod.HEAD.equals(request.getMethod())) {
			return response.setComplete();
		}
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
	}

}
