package io.llamaswap.error;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error ready to be sent.
 *
 * @param status HTTP status
 * @param headers headers in the order of sending, without {@code Content-Length}
 * @param body the body, without a newline at its end
 */
public record RenderedError(int status, Map<String, String> headers, String body) {

	/**
	 * Copies the headers.
	 */
	public RenderedError {
		headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
	}

	/**
	 * Returns the body as it is sent.
	 * @return the body in UTF-8
	 */
	public byte[] bytes() {
		return this.body.getBytes(StandardCharsets.UTF_8);
	}

}
