package io.llamaswap.activity;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import io.llamaswap.error.Redaction;

/**
 * Shows headers without what opens anything (contract 6.3).
 */
final class HeaderRedaction {

	/** The five that llama-swap hides, and how others name such things. */
	private static final Pattern SECRET = Pattern.compile(
			"(?:proxy-)?authorization|(?:set-)?cookie|(?:.*[-_])?(?:(?:api|auth)?key|token|secret|password)",
			Pattern.CASE_INSENSITIVE);

	private HeaderRedaction() {
	}

	/**
	 * Copies headers.
	 * @param headers the headers; of several values of a name the first counts
	 * @return names in canonical spelling with their values or {@link Redaction#MASK}
	 */
	static Map<String, String> shown(Iterable<Map.Entry<String, String>> headers) {
		Map<String, String> shown = new TreeMap<>();
		headers.forEach((header) -> {
			boolean secret = SECRET.matcher(header.getKey()).matches();
			shown.putIfAbsent(canonical(header.getKey()), secret ? Redaction.MASK : header.getValue());
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
