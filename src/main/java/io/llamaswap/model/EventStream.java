package io.llamaswap.model;

import org.jspecify.annotations.Nullable;

/**
 * How a stream of server-sent events is called.
 */
public final class EventStream {

	/** Its media type, which may be written in any case. */
	public static final String TYPE = "text/event-stream";

	private EventStream() {
	}

	/**
	 * Tells whether an answer is one.
	 * @param contentType its {@code Content-Type}, or {@code null} if it has none
	 * @return {@code true} if that says so
	 */
	public static boolean isNamedBy(@Nullable String contentType) {
		return contentType != null && contentType.regionMatches(true, 0, TYPE, 0, TYPE.length());
	}

}
