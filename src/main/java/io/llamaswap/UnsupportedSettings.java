package io.llamaswap;

import java.util.ArrayList;
import java.util.List;

import io.llamaswap.config.ActivityConfiguration;
import io.llamaswap.config.Configuration;

/**
 * What a configuration asks for and this version does not do yet. It is said at the
 * start, because silence would be taken for consent.
 */
final class UnsupportedSettings {

	private UnsupportedSettings() {
	}

	/**
	 * Lists what is without effect.
	 * @param configuration the configuration
	 * @return the keys as they stand in the file, possibly none
	 */
	static List<String> of(Configuration configuration) {
		List<String> keys = new ArrayList<>();
		ActivityConfiguration asked = configuration.activity();
		addIf(asked.storePath() != null, "store.path", keys);
		return keys;
	}

	private static void addIf(boolean present, String key, List<String> keys) {
		if (present) {
			keys.add(key);
		}
	}

}
