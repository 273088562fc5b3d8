package io.llamaswap.demo;

/**
 * Writes the little JSON that the demo model server needs.
 */
final class Json {

	private Json() {
	}

	/**
	 * Quotes a text.
	 * @param text any text
	 * @return a JSON string
	 */
	static String string(String text) {
		StringBuilder json = new StringBuilder(text.length() + 2).append('"');
		for (int index = 0; index < text.length(); index++) {
			char character = text.charAt(index);
			if (character == '"' || character == '\\') {
				json.append('\\').append(character);
			}
			else if (character == '\n') {
				json.append("\\n");
			}
			else if (character < ' ' || Character.isSurrogate(character)) {
				String hex = Integer.toHexString(character);
				json.append("\\u").append("0000", 0, 4 - hex.length()).append(hex);
			}
			else {
				json.append(character);
			}
		}
		return json.append('"').toString();
	}

	/**
	 * Writes a number with at most three decimals.
	 * @param number a finite number
	 * @return a JSON number
	 */
	static String number(double number) {
		return String.valueOf(Math.round(number * 1000) / 1000.0);
	}

	/**
	 * Writes an error as llama-server does.
	 * @param status the HTTP status
	 * @param message what is wrong
	 * @return a JSON object
	 */
	static String error(int status, String message) {
		return "{\"error\":{\"code\":" + status + ",\"message\":" + string(message) + ",\"type\":\""
				+ ((status == 503) ? "unavailable_error" : "demo_error") + "\"}}";
	}

}
