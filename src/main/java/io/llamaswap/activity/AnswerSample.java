package io.llamaswap.activity;

import java.util.Arrays;

import io.netty.buffer.ByteBuf;

/**
 * The beginning and the end of an answer: all that is kept of it to count tokens. Written
 * by one thread; copies a bounded number of bytes, whatever the answer's size.
 */
final class AnswerSample {

	/** So much of the beginning is kept: Anthropic's streams say their input there. */
	static final int HEAD = 4096;

	/** So much of the end is kept: usage and timings stand there. */
	static final int TAIL = 16384;

	private static final byte[] NOTHING = {};

	private byte[] head = NOTHING;

	private int headSize;

	private byte[] tail = NOTHING;

	private long total;

	void add(ByteBuf piece) {
		int from = piece.readerIndex();
		int size = piece.readableBytes();
		int first = Math.min(size, HEAD - this.headSize);
		if (first > 0) {
			addToHead(piece, from, first);
		}
		if (size > first) {
			addToTail(piece, from + first, size - first);
		}
	}

	private void addToHead(ByteBuf piece, int from, int size) {
		if (this.headSize + size > this.head.length) {
			this.head = Arrays.copyOf(this.head, Math.min(HEAD, Math.max(this.headSize + size, 2 * this.head.length)));
		}
		piece.getBytes(from, this.head, this.headSize, size);
		this.headSize += size;
		this.total += size;
	}

	private void addToTail(ByteBuf piece, int from, int size) {
		if (this.tail.length == 0) {
			this.tail = new byte[TAIL];
		}
		int kept = Math.min(size, TAIL);
		long start = this.total - HEAD + size - kept;
		int index = (int) (start % TAIL);
		int first = Math.min(kept, TAIL - index);
		piece.getBytes(from + size - kept, this.tail, index, first);
		piece.getBytes(from + size - kept + first, this.tail, 0, kept - first);
		this.total += size;
	}

	long total() {
		return this.total;
	}

	/**
	 * Tells whether nothing is missing between beginning and end.
	 * @return {@code true} if {@link #bytes} is the whole answer
	 */
	boolean isWhole() {
		return this.total <= HEAD + TAIL;
	}

	byte[] head() {
		return Arrays.copyOf(this.head, this.headSize);
	}

	byte[] tail() {
		long inTail = this.total - this.headSize;
		if (inTail <= TAIL) {
			return Arrays.copyOf(this.tail, (int) Math.max(0, inTail));
		}
		int index = (int) (inTail % TAIL);
		byte[] ordered = new byte[TAIL];
		System.arraycopy(this.tail, index, ordered, 0, TAIL - index);
		System.arraycopy(this.tail, 0, ordered, TAIL - index, index);
		return ordered;
	}

	/**
	 * Returns beginning and end as one.
	 * @return the bytes, with a gap in the middle unless this is the whole answer
	 */
	byte[] bytes() {
		byte[] end = tail();
		byte[] all = Arrays.copyOf(this.head, this.headSize + end.length);
		System.arraycopy(end, 0, all, this.headSize, end.length);
		return all;
	}

}
