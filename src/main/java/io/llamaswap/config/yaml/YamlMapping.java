package io.llamaswap.config.yaml;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A mapping with scalar keys, in the order of the file, merge keys already resolved.
 *
 * @param entries its entries; no two have the same key text
 * @param position where it begins
 */
public record YamlMapping(List<Entry> entries, Position position) implements YamlNode {

	/**
	 * Copies the entries.
	 */
	public YamlMapping {
		entries = List.copyOf(entries);
	}

	/**
	 * Returns the value of a key.
	 * @param key text of the key
	 * @return the value, or {@code null} if there is no such key
	 */
	public @Nullable YamlNode find(String key) {
		for (Entry entry : this.entries) {
			if (entry.key().text().equals(key)) {
				return entry.value();
			}
		}
		return null;
	}

	@Override
	public String describe() {
		return "a mapping";
	}

	/**
	 * A key and its value.
	 *
	 * @param key the key
	 * @param value the value
	 */
	public record Entry(YamlScalar key, YamlNode value) {

		/**
		 * Returns this entry with another value.
		 * @param other the other value
		 * @return a new entry with the same key
		 */
		public Entry withValue(YamlNode other) {
			return new Entry(this.key, other);
		}

	}

}
