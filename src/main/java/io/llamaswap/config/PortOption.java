package io.llamaswap.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The port that a command line seems to open.
 */
final class PortOption {

	private static final Pattern OPTION = Pattern.compile("(?:^|\\s)--?port[=\\s]+(\\d{1,5})(?=\\s|$)");

	private PortOption() {
	}

	static String suggest(String cmd) {
		Matcher matcher = OPTION.matcher(cmd);
		return matcher.find() ? "Did you mean \"proxy: http://localhost:" + matcher.group(1) + "\"?" : "";
	}

}
