package io.llamaswap.log;

import java.util.regex.Pattern;

/**
 * Makes text from elsewhere safe to be shown or logged.
 */
public final class LogText {

	/** Longer lines are shortened by {@link #plain}, in UTF-16 units. */
	static final int LONGEST_PLAIN_LINE = 500;

	/** CSI, OSC (ended by BEL or ST) and two-character escape sequences of terminals. */
	private static final Pattern ESCAPES = Pattern
		.compile("\u001b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?|[ -/]*[0-~])");

	private LogText() {
	}

	/**
	 * Writes out what could forge a line or steer a terminal: control characters, line
	 * and paragraph separators, changes of writing direction, lone surrogates. Everything
	 * else stays, backslashes too.
	 * @param text any text
	 * @return one line without a line feed, such as <code>a\nb</code>
	 */
	public static String escaped(String text) {
		int first = 0;
		while (first < text.length() && !isDangerous(text, first)) {
			first++;
		}
		if (first == text.length()) {
			return text;
		}
		StringBuilder line = new StringBuilder(text.length() + 16).append(text, 0, first);
		for (int index = first; index < text.length(); index++) {
			if (isDangerous(text, index)) {
				appendEscaped(line, text.charAt(index));
			}
			else {
				line.append(text.charAt(index));
			}
		}
		return line.toString();
	}

	/**
	 * Reduces one line of a program's output to what a person reads: without escape
	 * sequences, with the rest escaped, at most {@value #LONGEST_PLAIN_LINE} characters.
	 * @param line the line
	 * @return the readable part
	 */
	public static String plain(String line) {
		// A progress bar overwrites its line; the last state of it counts.
		String visible = line.stripTrailing();
		visible = visible.substring(visible.lastIndexOf('\r') + 1);
		String text = escaped(ESCAPES.matcher(visible).replaceAll(""));
		return (text.length() <= LONGEST_PLAIN_LINE) ? text : text.substring(0, LONGEST_PLAIN_LINE) + " …";
	}

	private static boolean isDangerous(String text, int index) {
		char character = text.charAt(index);
		if (character < 0x7f) {
			return character < ' ' && character != '\t';
		}
		if (Character.isSurrogate(character)) {
			return !isPaired(text, index);
		}
		return character < 0xa0 || character == '\u2028' || character == '\u2029' || isDirection(character);
	}

	private static boolean isDirection(char character) {
		return (character >= '\u202a' && character <= '\u202e') || (character >= '\u2066' && character <= '\u2069')
				|| character == '\u200e' || character == '\u200f' || character == '\u061c';
	}

	private static boolean isPaired(String text, int index) {
		if (Character.isHighSurrogate(text.charAt(index))) {
			return index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1));
		}
		return index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
	}

	private static void appendEscaped(StringBuilder line, char character) {
		switch (character) {
			case '\n' -> line.append("\\n");
			case '\r' -> line.append("\\r");
			default -> line.append(String.format("\\u%04x", (int) character));
		}
	}

}
