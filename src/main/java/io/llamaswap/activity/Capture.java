package io.llamaswap.activity;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One request and its answer as they passed, without what opens anything (contract 6.3).
 *
 * @param path raw path as the model server saw it
 * @param requestHeaders canonical names with their first values
 * @param requestBody what was sent, or {@code null} if it is not kept
 * @param responseHeaders canonical names with their first values, possibly none
 * @param responseBody what was answered, or {@code null} if it is not kept
 */
public record Capture(String path, Map<String, String> requestHeaders, @Nullable CompressedBytes requestBody,
		Map<String, String> responseHeaders, @Nullable CompressedBytes responseBody) {

	/** About what the objects around the texts and bytes take. */
	private static final int OVERHEAD = 512;

	/**
	 * Returns how much room it takes.
	 * @return bytes
	 */
	long size() {
		return OVERHEAD + this.path.length() + size(this.requestHeaders) + size(this.responseHeaders)
				+ size(this.requestBody) + size(this.responseBody);
	}

	private static long size(Map<String, String> headers) {
		return headers.entrySet()
			.stream()
			.mapToLong((header) -> header.getKey().length() + header.getValue().length())
			.sum();
	}

	private static long size(@Nullable CompressedBytes bytes) {
		return (bytes != null) ? bytes.size() : 0;
	}

}
