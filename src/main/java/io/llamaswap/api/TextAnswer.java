package io.llamaswap.api;

import java.nio.charset.StandardCharsets;

import io.llamaswap.error.ApiError;
import io.llamaswap.error.ErrorShape;
import io.llamaswap.error.RenderedError;
import io.llamaswap.error.RequestId;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * The short answers: {@code OK}, and errors in the caller's shape.
 */
final class TextAnswer {

	private TextAnswer() {
	}

	/**
	 * Says that all is well.
	 * @return 200 {@code OK}
	 */
	static ResponseEntity<byte[]> ok() {
		return text(200, "OK");
	}

	/**
	 * Says one thing in plain text.
	 * @param status HTTP status
	 * @param text what to say
	 * @return the answer
	 */
	static ResponseEntity<byte[]> text(int status, String text) {
		return ResponseEntity.status(status)
			.contentType(MediaType.TEXT_PLAIN)
			.body(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Tells an error in the shape that the caller accepts.
	 * @param error what went wrong
	 * @param request whose answer it is
	 * @return the answer
	 */
	static ResponseEntity<byte[]> error(ApiError error, ServerHttpRequest request) {
		String accept = request.getHeaders().getFirst(HttpHeaders.ACCEPT);
		ApiError named = error.withRequestId(request.getHeaders().getFirst(RequestId.HEADER));
		RenderedError rendered = ErrorShape.render(named, request.getPath().value(), accept);
		return ResponseEntity.status(rendered.status())
			.headers((headers) -> rendered.headers().forEach(headers::set))
			.body(rendered.bytes());
	}

}
