package io.llamaswap.routing;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * How long a body is said to be and how much of it has come.
 */
final class BodyLength {

	private static final int EARNEST = 8;

	private final boolean framed;

	private final long declared;

	private long received;

	private long growth;

	private boolean complete;

	/**
	 * Reads what the headers say.
	 * @param headers headers of the request
	 */
	BodyLength(HttpHeaders headers) {
		boolean chunked = headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
		String value = headers.get(HttpHeaderNames.CONTENT_LENGTH);
		this.framed = value != null;
		this.declared = chunked ? -1 : (value != null) ? Long.parseLong(value) : 0;
		this.complete = this.declared == 0;
	}

	/**
	 * Returns the length that was announced.
	 * @return bytes, or -1 for a body in chunks
	 */
	long declared() {
		return this.declared;
	}

	long received() {
		return this.received;
	}

	/**
	 * Returns how much is sure to come, to make room for it. A mere announcement counts
	 * for nothing until an eighth of it is here: else a few words would take the room of
	 * all others.
	 * @param most how much of the body is of interest
	 * @return bytes, 0 if that is not known
	 */
	long expected(long most) {
		return (this.received * EARNEST >= this.declared) ? Math.max(0, Math.min(this.declared, most) - this.received)
				: 0;
	}

	boolean isComplete() {
		return this.complete;
	}

	void add(int bytes) {
		this.received += bytes;
		this.complete = this.received == this.declared;
	}

	/**
	 * Notes that an edit made the body longer or shorter than announced.
	 * @param bytes the difference
	 */
	void grow(long bytes) {
		this.growth += bytes;
	}

	/**
	 * Notes the end.
	 * @return {@code false} if it came too early
	 */
	boolean end() {
		this.complete = this.declared < 0 || this.received >= this.declared;
		return this.complete;
	}

	/**
	 * Writes the headers that frame what is sent on.
	 * @param headers headers of the request to the model server
	 * @param held how many bytes are held, which is all of a complete body
	 */
	void frame(HttpHeaders headers, long held) {
		if (this.complete) {
			if (held > 0 || this.framed) {
				headers.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(held));
			}
		}
		else if (this.declared >= 0) {
			headers.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(this.declared + this.growth));
		}
		else {
			headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
		}
	}

}
