package io.llamaswap.dashboard;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts lines together from pieces of bytes. One stream, one thread at a time.
 */
final class LineSplitter {

	/** Of a longer line the rest is left out. */
	static final int MAX_BYTES = 16 * 1024;

	private final ByteArrayOutputStream line = new ByteArrayOutputStream();

	/**
	 * Takes the next piece.
	 * @param piece bytes of any length, which may end within a character
	 * @return the lines that are complete now, without their line feeds
	 */
	List<String> lines(byte[] piece) {
		List<String> lines = new ArrayList<>();
		for (byte next : piece) {
			if (next == '\n') {
				lines.add(shown(this.line.toString(StandardCharsets.UTF_8)));
				this.line.reset();
			}
			else if (this.line.size() < MAX_BYTES) {
				this.line.write(next);
			}
		}
		return lines;
	}

	private static String shown(String line) {
		// What a terminal would show of a line that was written over: its last version.
		int end = line.endsWith("\r") ? line.length() - 1 : line.length();
		return line.substring(line.lastIndexOf('\r', end - 1) + 1, end);
	}

}
