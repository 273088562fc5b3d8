package io.llamaswap.config;

import java.util.LinkedHashMap;
import java.util.Map;

import io.llamaswap.config.yaml.Position;

/**
 * Remembers which keys the loader asked for and where it found them. The schema and the
 * documentation are checked against the one, {@code explain} shows the other.
 */
final class KeyLog {

	private final Map<String, KeyUse> known = new LinkedHashMap<>();

	private final Map<String, Position> places = new LinkedHashMap<>();

	void asked(String pattern, String type, String defaultValue) {
		this.known.putIfAbsent(pattern, new KeyUse(pattern, type, defaultValue));
	}

	void found(String path, Position position) {
		this.places.putIfAbsent(path, position);
	}

	Map<String, KeyUse> known() {
		return this.known;
	}

	Map<String, Position> places() {
		return this.places;
	}

	/**
	 * A key that the loader understands.
	 *
	 * @param pattern its path with {@code *} for names that the user chooses
	 * @param type what it takes
	 * @param defaultValue what it is without being given
	 */
	record KeyUse(String pattern, String type, String defaultValue) {

	}

}
