package io.llamaswap.config;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who answers where a request names nobody, or nobody that there is. Ours.
 *
 * @param defaultModel name of the model for requests that name none, or {@code ""}
 * @param wildcardAliases names with stars to names of models, in the order of the file
 */
public record NamingConfiguration(String defaultModel, Map<String, String> wildcardAliases) {

	/** Nobody. */
	public static final NamingConfiguration NONE = new NamingConfiguration("", Map.of());

	private static final String STAR = "*";

	/**
	 * Copies the map; its order is kept.
	 */
	public NamingConfiguration {
		wildcardAliases = Collections.unmodifiableMap(new LinkedHashMap<>(wildcardAliases));
	}

	/**
	 * Finds the wildcard that fits a name best: the one with the most characters beside
	 * its stars, the first of equals.
	 * @param name the name as requested
	 * @return the name it stands for, or empty
	 */
	public Optional<String> wildcard(String name) {
		return this.wildcardAliases.entrySet()
			.stream()
			.filter((alias) -> fits(alias.getKey(), name))
			.max(Comparator.comparingInt((alias) -> alias.getKey().replace(STAR, "").length()))
			.map(Map.Entry::getValue);
	}

	// No regular expression: a name comes from outside.
	private static boolean fits(String pattern, String name) {
		String[] parts = pattern.split("\\*", -1);
		String last = parts[parts.length - 1];
		if (parts.length == 1) {
			return pattern.equals(name);
		}
		if (!name.startsWith(parts[0]) || !name.endsWith(last) || name.length() < parts[0].length() + last.length()) {
			return false;
		}
		int at = parts[0].length();
		for (int index = 1; index < parts.length - 1; index++) {
			int found = name.indexOf(parts[index], at);
			if (found < 0) {
				return false;
			}
			at = found + parts[index].length();
		}
		return at <= name.length() - last.length();
	}

}
