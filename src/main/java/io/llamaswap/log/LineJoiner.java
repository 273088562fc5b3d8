package io.llamaswap.log;

import java.util.List;

/**
 * Passes on whole lines of one source, so that the lines of several sources can share a
 * history without being mixed up. A line is held back until it is complete or longer than
 * {@value #LONGEST_LINE} bytes.
 */
final class LineJoiner {

	static final int LONGEST_LINE = 8 * 1024;

	private final List<LogHistory> targets;

	/** Guarded by this. */
	private byte[] held = new byte[0];

	LineJoiner(List<LogHistory> targets) {
		this.targets = List.copyOf(targets);
	}

	synchronized void append(byte[] bytes, int offset, int length) {
		int whole = wholeLines(bytes, offset, length);
		if (this.held.length + length - whole > LONGEST_LINE) {
			whole = length;
		}
		if (whole > 0) {
			passOn(bytes, offset, whole);
		}
		hold(bytes, offset + whole, length - whole);
	}

	private static int wholeLines(byte[] bytes, int offset, int length) {
		for (int whole = length; whole > 0; whole--) {
			if (bytes[offset + whole - 1] == '\n') {
				return whole;
			}
		}
		return 0;
	}

	private void passOn(byte[] bytes, int offset, int length) {
		byte[] joined = bytes;
		int from = offset;
		int count = length;
		if (this.held.length > 0) {
			joined = join(this.held, bytes, offset, length);
			from = 0;
			count = joined.length;
			this.held = new byte[0];
		}
		for (LogHistory target : this.targets) {
			target.append(joined, from, count);
		}
	}

	private void hold(byte[] bytes, int offset, int length) {
		if (length > 0) {
			this.held = join(this.held, bytes, offset, length);
		}
	}

	private static byte[] join(byte[] head, byte[] bytes, int offset, int length) {
		byte[] joined = new byte[head.length + length];
		System.arraycopy(head, 0, joined, 0, head.length);
		System.arraycopy(bytes, offset, joined, head.length, length);
		return joined;
	}

}
