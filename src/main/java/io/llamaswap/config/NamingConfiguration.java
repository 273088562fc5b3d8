package io.llamaswap.config;

import java.util.Collections;
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
		NamePattern best = null;
		String target = "";
		for (Map.Entry<String, String> alias : this.wildcardAliases.entrySet()) {
			NamePattern pattern = new NamePattern(alias.getKey());
			if (pattern.test(name) && (best == null || pattern.length() > best.length())) {
				best = pattern;
				target = alias.getValue();
			}
		}
		return (best != null) ? Optional.of(target) : Optional.empty();
	}

}
