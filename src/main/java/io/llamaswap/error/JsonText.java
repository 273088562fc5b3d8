package io.llamaswap.error;

/**
 * Writes JSON strings the way llama-swap's do: characters that mean something to a
 * browser, and the two line separators that JavaScript once stumbled over, as sequences.
 */
final class JsonText {

	private JsonText() {
	}

	static String quote(String text) {
		StringBuilder quoted = new StringBuilder(text.length() + 16).append('"');
		text.chars().forEach((character) -> append(quoted, (char) character));
		return quoted.append('"').toString();
	}

	private static void append(StringBuilder quoted, char character) {
		switch (character) {
			case '"' -> quoted.append("\\\"");
			case '\\' -> quoted.append("\\\\");
			case '\n' -> quoted.append("\\n");
			case '\r' -> quoted.append("\\r");
			case '\t' -> quoted.append("\\t");
			case '<', '>', '&', '\u2028', '\u2029', '\u007f' -> unicode(quoted, character);
			default -> {
				if (character < ' ' || Character.isSurrogate(character)) {
					unicode(quoted, character);
				}
				else {
					quoted.append(character);
				}
			}
		}
	}

	private static void unicode(StringBuilder quoted, char character) {
		quoted.append("\\u");
		for (int shift = 12; shift >= 0; shift -= 4) {
			quoted.append(Character.forDigit((character >> shift) & 0xf, 16));
		}
	}

}
