package io.llamaswap.json;

/**
 * Reads and writes JSON strings.
 */
public final class JsonStrings {

	private static final String SHORT = "\"\\\n\r\t";

	/** Means something to a browser, or once ended a line of JavaScript. */
	private static final String MARKUP = "<>&\u2028\u2029\u007f";

	private JsonStrings() {
	}

	/**
	 * Undoes the escapes of a string. What is no valid escape stays as it is.
	 * @param raw what stands between the quotes
	 * @return the text
	 */
	public static String unescape(String raw) {
		if (raw.indexOf('\\') < 0) {
			return raw;
		}
		StringBuilder text = new StringBuilder(raw.length());
		int index = 0;
		while (index < raw.length()) {
			char character = raw.charAt(index++);
			if (character != '\\' || index == raw.length()) {
				text.append(character);
				continue;
			}
			char escape = raw.charAt(index++);
			int code = (escape == 'u') ? codeUnit(raw, index) : -1;
			if (code >= 0) {
				text.append((char) code);
				index += 4;
			}
			else {
				text.append(plain(escape));
			}
		}
		return text.toString();
	}

	private static int codeUnit(String raw, int index) {
		if (index + 4 > raw.length()) {
			return -1;
		}
		int code = 0;
		for (int digit = index; digit < index + 4; digit++) {
			int value = Character.digit(raw.charAt(digit), 16);
			if (value < 0) {
				return -1;
			}
			code = (code << 4) | value;
		}
		return code;
	}

	private static char plain(char escape) {
		return switch (escape) {
			case 'n' -> '\n';
			case 't' -> '\t';
			case 'r' -> '\r';
			case 'b' -> '\b';
			case 'f' -> '\f';
			default -> escape;
		};
	}

	/**
	 * Writes a text as a JSON string the way llama-swap does: markup as sequences. Half a
	 * surrogate pair, which UTF-8 cannot express, is a sequence too.
	 * @param text the text
	 * @return the string with its quotes
	 */
	public static String quote(String text) {
		StringBuilder quoted = new StringBuilder(text.length() + 16).append('"');
		text.codePoints().forEach((point) -> {
			int known = SHORT.indexOf(point);
			if (known >= 0) {
				quoted.append('\\').append("\"\\nrt".charAt(known));
			}
			else if (point < ' ' || MARKUP.indexOf(point) >= 0 || Character.getType(point) == Character.SURROGATE) {
				quoted.append(String.format("\\u%04x", point));
			}
			else {
				quoted.appendCodePoint(point);
			}
		});
		return quoted.append('"').toString();
	}

}
