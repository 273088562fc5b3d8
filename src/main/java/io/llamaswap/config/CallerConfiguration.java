package io.llamaswap.config;

import java.util.List;
import java.util.Set;

/**
 * One who calls with keys of their own. Ours.
 *
 * @param name how they are called in logs and listings; never a key
 * @param keys their keys, each as it is sent or as {@code sha256:} and 64 hexadecimal
 * digits; at least one
 * @param models names that they may use, with {@code *} for any number of characters; an
 * empty list means that the key was left out, and all
 * @param scopes some of {@link #SCOPES}
 * @param priority the priority of their requests that ask for none
 * @param maxPriority the greatest priority that they may ask for
 */
public record CallerConfiguration(String name, List<String> keys, List<String> models, Set<String> scopes, int priority,
		int maxPriority) {

	/** What a caller may be allowed. */
	public static final List<String> SCOPES = List.of("inference", "read", "admin");

	/** How hashed keys begin. */
	public static final String HASHED = "sha256:";

	/**
	 * Copies the collections.
	 */
	public CallerConfiguration {
		keys = List.copyOf(keys);
		models = List.copyOf(models);
		scopes = Set.copyOf(scopes);
	}

	/**
	 * Tells nothing about keys.
	 */
	@Override
	public String toString() {
		return "CallerConfiguration[name=" + this.name + ", models=" + this.models + ", scopes=" + this.scopes + "]";
	}

}
