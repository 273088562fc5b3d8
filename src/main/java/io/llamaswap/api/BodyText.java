package io.llamaswap.api;

import java.nio.charset.StandardCharsets;

import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Reads the small bodies that requests to this program itself have.
 */
final class BodyText {

	private BodyText() {
	}

	/**
	 * Reads a whole body.
	 * @param request the request
	 * @param most how many bytes it may have
	 * @return its text, {@code ""} if there is none, or {@link DataBufferLimitException}
	 */
	static Mono<String> of(ServerHttpRequest request, int most) {
		return DataBufferUtils.join(request.getBody(), most).map(BodyText::text).defaultIfEmpty("");
	}

	private static String text(DataBuffer buffer) {
		String text = buffer.toString(StandardCharsets.UTF_8);
		DataBufferUtils.release(buffer);
		return text;
	}

}
