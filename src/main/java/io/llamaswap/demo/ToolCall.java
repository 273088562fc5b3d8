package io.llamaswap.demo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The call of a tool, which is the answer where tools are offered and none has answered
 * yet: the first one, with what would have been said as its argument.
 *
 * @param name name of the tool
 */
record ToolCall(String name) {

	/** Its arguments up to the text. */
	static final String OPENING = "{\"text\":\"";

	/** Its arguments after the text. */
	static final String CLOSING = "\"}";

	private static final Pattern NAME = Pattern.compile("\"name\"\\s*:\\s*\"([^\"\\\\]+)\"");

	private static final Pattern RESULT = Pattern.compile("\"role\"\\s*:\\s*\"tool\"|\"tool_result\"");

	static @Nullable ToolCall of(Exchange exchange) {
		Matcher name = NAME.matcher(exchange.body().fields().raw("tools"));
		boolean answered = RESULT.matcher(exchange.body().fields().raw("messages")).find();
		return (!answered && name.find()) ? new ToolCall(name.group(1)) : null;
	}

	/**
	 * Writes a piece of the arguments.
	 * @param text a piece of the text
	 * @return the piece as it stands within the arguments
	 */
	static String piece(String text) {
		String quoted = Json.string(text);
		return quoted.substring(1, quoted.length() - 1);
	}

}
