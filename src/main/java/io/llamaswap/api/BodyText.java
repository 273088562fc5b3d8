package io.llamaswap.api;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;

import io.llamaswap.error.ApiError;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Reads the small bodies that requests to this program itself have. None may be longer
 * than the bound of all bodies.
 */
@Component
final class BodyText {

	private final long bound;

	BodyText(@Value("${llamaswap.limits.body:64MB}") String bound) {
		this.bound = DataSize.parse(bound).toBytes();
	}

	/**
	 * Reads a whole body.
	 * @param request the request
	 * @param most how many bytes it may have on this route
	 * @param answer what to do with its text, which is {@code ""} if there is none
	 * @return the answer, or 413
	 */
	Mono<ResponseEntity<byte[]>> read(ServerHttpRequest request, int most,
			Function<String, Mono<ResponseEntity<byte[]>>> answer) {
		int allowed = (int) Math.min(most, this.bound);
		return DataBufferUtils.join(request.getBody(), allowed)
			.map(BodyText::text)
			.defaultIfEmpty("")
			.flatMap(answer)
			.onErrorResume(DataBufferLimitException.class,
					(ex) -> Mono.just(TextAnswer.error(ApiError.bodyTooLarge(allowed), request)));
	}

	private static String text(DataBuffer buffer) {
		String text = buffer.toString(StandardCharsets.UTF_8);
		DataBufferUtils.release(buffer);
		return text;
	}

}
