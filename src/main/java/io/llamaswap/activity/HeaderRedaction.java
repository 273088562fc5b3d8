package io.llamaswap.activity;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Shows headers without what opens anything (contract 6.3).
 */
final class HeaderRedaction {

	static final String REDACTED = "[REDACTED]";

	private static final Set<String> SECRET = Set.of("authorization", "proxy-authorization", "cookie", "set-cookie",
			"x-api-key");

	private HeaderRedaction() {
	}

	/**
	 * Copies headers.
	 * @param headers the headers; of several values of a name the first counts
	 * @return names in canonical spelling with their values or {@link #REDACTED}
	 */
	static Map<String, String> shown(Iterable<Map.Entry<String, String>> headers) {
		Map<String, String> shown = new TreeMap<>();
		headers.forEach((header) -> {
			boolean secret = SECRET.contains(header.getKey().toLowerCase(Locale.ROOT));
			shown.putIfAbsent(canonical(header.getKey()), secret ? REDACTED : header.getValue());
		});
		return Collections.unmodifiableMap(shown);
	}

	private static String canonical(String name) {
		StringBuilder canonical = new StringBuilder(name.length());
		boolean begin = true;
		for (int at = 0; at < name.length(); at++) {
			char next = name.charAt(at);
			canonical.append(begin ? Character.toUpperCase(next) : Character.toLowerCase(next));
			begin = next == '-';
		}
		return canonical.toString();
	}

}
