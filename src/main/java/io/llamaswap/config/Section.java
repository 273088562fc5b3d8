package io.llamaswap.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.llamaswap.config.yaml.Position;
import io.llamaswap.config.yaml.YamlMapping;
import io.llamaswap.config.yaml.YamlNode;
import io.llamaswap.config.yaml.YamlScalar;
import org.jspecify.annotations.Nullable;

/**
 * A mapping whose keys are asked for one by one, each with its type and default. What
 * nobody asked for is unknown.
 */
final class Section {

	/**
	 * Types that an unresolved macro, which is reported elsewhere, is not held against.
	 */
	private static final Set<String> EXPANDED = Set.of("integer", "boolean", "duration", "list of strings");

	private final Map<String, YamlMapping.Entry> entries = new LinkedHashMap<>();

	private final Set<String> asked = new TreeSet<>();

	private final KeyPath path;

	private final Position position;

	private final Reading reading;

	private Section(KeyPath path, Position position, Reading reading) {
		this.path = path;
		this.position = position;
		this.reading = reading;
	}

	/**
	 * Opens the root of a configuration.
	 * @param root the root mapping
	 * @param reading what all sections of a load share
	 * @return the root section
	 */
	static Section root(YamlMapping root, Reading reading) {
		return new Section(KeyPath.ROOT, root.position(), reading).with(root);
	}

	private Section with(YamlMapping mapping) {
		mapping.entries().forEach((entry) -> this.entries.put(entry.key().text(), entry));
		return this;
	}

	String path(String key) {
		return this.path.key(key).text();
	}

	String path() {
		return this.path.text();
	}

	/**
	 * Returns where a key stands.
	 * @param key the key
	 * @return where its value begins, or where this section begins if it is not there
	 */
	Position at(String key) {
		YamlMapping.Entry entry = this.entries.get(key);
		return (entry != null) ? entry.value().position() : this.position;
	}

	Position position() {
		return this.position;
	}

	Problems problems() {
		return this.reading.problems();
	}

	/**
	 * Tells whether a key is given at all, even with nothing behind it.
	 * @param key the key
	 * @return {@code true} if it is there
	 */
	boolean has(String key) {
		return this.entries.containsKey(key);
	}

	/**
	 * Tells whether a key is given with something behind it.
	 * @param key the key
	 * @return {@code false} if it is missing or null
	 */
	boolean isGiven(String key) {
		YamlMapping.Entry entry = this.entries.get(key);
		return entry != null && !(entry.value() instanceof YamlScalar scalar && scalar.isNull());
	}

	/**
	 * Reads a duration in whole seconds.
	 * @param key the key
	 * @param defaultSeconds what a missing or null value means
	 * @return the duration, zero or more
	 */
	Duration seconds(String key, int defaultSeconds) {
		return Duration.ofSeconds(integer(key, defaultSeconds, 0));
	}

	/**
	 * Reads a duration in whole seconds; {@code -1} says nothing.
	 * @param key the key
	 * @param inherited what counts where nothing is said
	 * @return the duration, zero or more
	 */
	Duration seconds(String key, Duration inherited) {
		int written = integer(key, -1, -1);
		return (written >= 0) ? Duration.ofSeconds(written) : inherited;
	}

	/**
	 * Reads a mapping of anything, as JSON has it.
	 * @param key the key
	 * @return its values in the order of the file, empty if missing or null
	 */
	Map<String, Object> anything(String key) {
		YamlNode node = ask(key, "mapping of anything", "{}");
		if (node instanceof YamlMapping mapping) {
			return PlainValues.of(mapping);
		}
		if (node != null) {
			values().wrong(path(key), node, "a mapping");
		}
		return Map.of();
	}

	/**
	 * Returns a value as it stands there.
	 * @param key the key
	 * @param type what it takes, for the schema
	 * @return the node, or {@code null} if the key is missing or null
	 */
	@Nullable YamlNode node(String key, String type) {
		return ask(key, type, "");
	}

	private @Nullable YamlNode ask(String key, String type, String defaultValue) {
		this.asked.add(key);
		KeyPath where = this.path.key(key);
		this.reading.log().asked(where.pattern(), type, defaultValue);
		YamlMapping.Entry entry = this.entries.get(key);
		if (entry == null) {
			return null;
		}
		this.reading.log().found(where.text(), entry.key().position());
		boolean useless = entry.value() instanceof YamlScalar scalar
				&& (scalar.isNull() || (EXPANDED.contains(type) && Macros.isUnresolved(scalar)));
		return useless ? null : entry.value();
	}

	private Values values() {
		return this.reading.values();
	}

	/**
	 * Reads a text, as written.
	 * @param key the key
	 * @param defaultValue what a missing or null value means
	 * @return the text
	 */
	String text(String key, String defaultValue) {
		YamlNode node = ask(key, "string", defaultValue);
		String value = (node != null) ? values().text(path(key), node) : null;
		return (value != null) ? value : defaultValue;
	}

	/**
	 * Reads one of several words.
	 * @param key the key
	 * @param defaultValue what a missing, null or wrong value means
	 * @param words what is allowed
	 * @return one of the words, or the default
	 */
	String word(String key, String defaultValue, List<String> words) {
		String value = text(key, defaultValue);
		if (isGiven(key) && !words.contains(value)) {
			problems().error(at(key), path(key), "\"" + value + "\" is unknown", String.join(", ", words),
					NearMiss.ask(value, words));
			return defaultValue;
		}
		return value;
	}

	/**
	 * Reads a whole number. A number with a fraction is cut off, as llama-swap does.
	 * @param key the key
	 * @param defaultValue what a missing or null value means
	 * @return the number
	 */
	int integer(String key, int defaultValue) {
		YamlNode node = ask(key, "integer", String.valueOf(defaultValue));
		Integer value = (node != null) ? wholeNumber(key, node) : null;
		return (value != null) ? value : defaultValue;
	}

	/**
	 * Reads a whole number and reports what is wrong with it.
	 * @param key its key below this section
	 * @param node what stands there
	 * @return the number, or {@code null} if it is none
	 */
	@Nullable Integer wholeNumber(String key, YamlNode node) {
		return values().wholeNumber(path(key), node);
	}

	/**
	 * Reads a whole number that must not be below a minimum.
	 * @param key the key
	 * @param defaultValue what a missing or null value means
	 * @param minimum the least that is allowed
	 * @return the number, or the default if it is too small
	 */
	int integer(String key, int defaultValue, int minimum) {
		int value = integer(key, defaultValue);
		if (value < minimum && has(key)) {
			problems().error(at(key), path(key), value + " is too small", minimum + " or more");
			return defaultValue;
		}
		return value;
	}

	/**
	 * Reads a boolean; {@code yes}, {@code no}, {@code on} and {@code off} are accepted.
	 * @param key the key
	 * @param defaultValue what a missing or null value means
	 * @return the boolean
	 */
	boolean flag(String key, boolean defaultValue) {
		YamlNode node = ask(key, "boolean", String.valueOf(defaultValue));
		Boolean value = (node != null) ? values().flag(path(key), node) : null;
		return (value != null) ? value : defaultValue;
	}

	/**
	 * Reads a list of texts.
	 * @param key the key
	 * @return its scalars with their places, empty if missing or null
	 */
	List<YamlScalar> texts(String key) {
		YamlNode node = ask(key, "list of strings", "[]");
		return (node != null) ? values().texts(path(key), node) : List.of();
	}

	/**
	 * Opens a mapping of fixed keys.
	 * @param key the key
	 * @return the section, empty if missing or null
	 */
	Section section(String key) {
		YamlNode node = ask(key, "mapping", "{}");
		YamlMapping.Entry entry = this.entries.get(key);
		return open(node, this.path.key(key), (entry != null) ? entry.key().position() : this.position);
	}

	/**
	 * Opens a mapping from names that the user chose to mappings of fixed keys.
	 * @param key the key
	 * @return the sections by name, in the order of the file
	 */
	Map<String, Section> sections(String key) {
		Map<String, Section> sections = new LinkedHashMap<>();
		for (YamlMapping.Entry entry : named(key, "mapping of mappings")) {
			String name = entry.key().text();
			sections.put(name, open(entry.value(), this.path.key(key).name(name), entry.key().position()));
		}
		return sections;
	}

	/**
	 * Returns the entries of a mapping whose names the user chose.
	 * @param key the key
	 * @param type what it takes, for the schema
	 * @return its entries in the order of the file, empty if missing or null
	 */
	List<YamlMapping.Entry> named(String key, String type) {
		YamlNode node = ask(key, type, "{}");
		if (node instanceof YamlMapping mapping) {
			mapping.entries().forEach((entry) -> found(this.path.key(key).name(entry.key().text()), entry));
			return mapping.entries();
		}
		if (node != null) {
			values().wrong(path(key), node, "a mapping");
		}
		return List.of();
	}

	private void found(KeyPath where, YamlMapping.Entry entry) {
		this.reading.log().found(where.text(), entry.key().position());
	}

	/**
	 * Opens a section for a mapping that was found elsewhere.
	 * @param key the key below this section that holds mappings by name
	 * @param name the name that the user chose, and its place
	 * @param mapping the mapping
	 * @return the section
	 */
	Section below(String key, YamlScalar name, YamlMapping mapping) {
		KeyPath where = this.path.key(key).name(name.text());
		this.reading.log().found(where.text(), name.position());
		return new Section(where, name.position(), this.reading).with(mapping);
	}

	private Section open(@Nullable YamlNode node, KeyPath where, Position at) {
		Section section = new Section(where, at, this.reading);
		if (node instanceof YamlMapping mapping) {
			return section.with(mapping);
		}
		if (node != null && !(node instanceof YamlScalar scalar && scalar.isNull())) {
			values().wrong(where.text(), node, "a mapping");
		}
		return section;
	}

	/**
	 * Warns about every key that nobody asked for.
	 */
	void close() {
		for (YamlMapping.Entry entry : this.entries.values()) {
			String key = entry.key().text();
			if (!this.asked.contains(key)) {
				this.reading.unknown().report(entry, path(key), this.asked);
			}
		}
	}

}
