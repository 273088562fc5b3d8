package io.llamaswap.log;

/**
 * What a follower reads next.
 */
final class LogChunk {

	private final byte[] bytes;

	private final long end;

	private final long dropped;

	/**
	 * Makes a piece.
	 * @param bytes the bytes, empty if there is nothing new; not copied
	 * @param end how far the follower has read then
	 * @param dropped how many bytes before them were overwritten unread
	 */
	LogChunk(byte[] bytes, long end, long dropped) {
		this.bytes = bytes;
		this.end = end;
		this.dropped = dropped;
	}

	byte[] bytes() {
		return this.bytes;
	}

	long end() {
		return this.end;
	}

	long dropped() {
		return this.dropped;
	}

	boolean isEmpty() {
		return this.bytes.length == 0;
	}

	boolean endsLine() {
		return !isEmpty() && this.bytes[this.bytes.length - 1] == '\n';
	}

}
