package io.llamaswap.upstream.process;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The end of one life's output, kept for the report of a failure.
 */
final class OutputTail {

	/** How many lines a report shows. */
	static final int MOST_LINES = 20;

	/** How many bytes are kept. */
	static final int MOST_BYTES = 4096;

	// Colours and cursor movements (ECMA-48 CSI and OSC), then every other control
	// character and those that turn the direction of text.
	private static final Pattern ESCAPES = Pattern
		.compile("\u001B(?:\\[[0-?]*[ -/]*[@-~]|\\][^\u0007\u001B]*(?:\u0007|\u001B\\\\)?|[@-_])");

	private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]");

	private static final Pattern ENDS = Pattern.compile("\r\n|\n|\r");

	/** Guarded by this. */
	private final byte[] ring = new byte[MOST_BYTES];

	/** Guarded by this. How many bytes have come in all. */
	private long total;

	synchronized void append(byte[] bytes, int offset, int length) {
		int skipped = Math.max(0, length - MOST_BYTES);
		this.total += skipped;
		for (int i = skipped; i < length; i++) {
			this.ring[(int) (this.total % MOST_BYTES)] = bytes[offset + i];
			this.total++;
		}
	}

	/**
	 * Returns the last lines.
	 * @return at most 20, oldest first, without control characters and blank lines
	 */
	List<String> lines() {
		Deque<String> lines = new ArrayDeque<>();
		for (String line : ENDS.split(text(), -1)) {
			String clean = CONTROLS.matcher(ESCAPES.matcher(line).replaceAll("")).replaceAll(" ").strip();
			if (!clean.isEmpty()) {
				lines.addLast(clean);
			}
			if (lines.size() > MOST_LINES) {
				lines.removeFirst();
			}
		}
		return new ArrayList<>(lines);
	}

	private synchronized String text() {
		int kept = (int) Math.min(this.total, MOST_BYTES);
		byte[] bytes = new byte[kept];
		for (int i = 0; i < kept; i++) {
			bytes[i] = this.ring[(int) ((this.total - kept + i) % MOST_BYTES)];
		}
		return new String(bytes, StandardCharsets.UTF_8);
	}

}
