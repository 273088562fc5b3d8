package io.llamaswap.api;

import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpResponse;

/**
 * Sends an answer from places where no controller is involved.
 */
final class OwnResponse {

	private OwnResponse() {
	}

	/**
	 * Sends an answer with its length.
	 * @param response where to
	 * @param answer status, headers and body
	 * @return completes when it is sent
	 */
	static Mono<Void> send(ServerHttpResponse response, ResponseEntity<byte[]> answer) {
		byte[] body = (answer.getBody() != null) ? answer.getBody() : new byte[0];
		response.setStatusCode(answer.getStatusCode());
		response.getHeaders().putAll(answer.getHeaders());
		response.getHeaders().setContentLength(body.length);
		return response.writeWith(Mono.<DataBuffer>fromSupplier(() -> response.bufferFactory().wrap(body)));
	}

}
