package io.llamaswap.routing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Collects a few bytes and forgets the rest.
 */
final class BoundedBytes {

	private final int limit;

	private byte[] bytes = new byte[32];

	private int length;

	private boolean overflown;

	BoundedBytes(int limit) {
		this.limit = limit;
	}

	void clear() {
		this.length = 0;
		this.overflown = false;
	}

	void add(byte next) {
		if (this.length == this.limit) {
			this.overflown = true;
			return;
		}
		if (this.length == this.bytes.length) {
			this.bytes = Arrays.copyOf(this.bytes, this.bytes.length * 2);
		}
		this.bytes[this.length++] = next;
	}

	/**
	 * Takes the last bytes away again.
	 * @param count how many
	 */
	void drop(int count) {
		this.length = Math.max(0, this.length - count);
	}

	int length() {
		return this.length;
	}

	boolean isOverflown() {
		return this.overflown;
	}

	boolean endsWith(byte[] suffix) {
		int from = this.length - suffix.length;
		return from >= 0 && Arrays.equals(this.bytes, from, this.length, suffix, 0, suffix.length);
	}

	/**
	 * Returns what was collected.
	 * @return the text; if bytes were forgotten it ends in a mark that no name has
	 */
	String text() {
		String text = new String(this.bytes, 0, this.length, StandardCharsets.UTF_8);
		return this.overflown ? text + '\uffff' : text;
	}

}
