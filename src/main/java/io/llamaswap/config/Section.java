package io.llamaswap.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.llamaswap.config.yaml.Position;
import io.llamaswap.config.yaml.YamlMapping;
import io.llamaswap.config.yaml.YamlNode;
import io.llamaswap.config.yaml.YamlScalar;
import io.llamaswap.config.yaml.YamlSequence;
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

	private final String path;

	private final String pattern;

	private final Position position;

	private final Problems problems;

	private final KeyLog log;

	private final Scalars scalars;

	private Section(String path, String pattern, Position position, Problems problems, KeyLog log) {
		this.path = path;
		this.pattern = pattern;
		this.position = position;
		this.problems = problems;
		this.log = log;
		this.scalars = new Scalars(problems);
	}

	/**
	 * Opens the root of a configuration.
	 * @param root the root mapping
	 * @param problems where to report
	 * @param log what remembers the keys
	 * @return the root section
	 */
	static Section root(YamlMapping root, Problems problems, KeyLog log) {
		return new Section("", "", root.position(), problems, log).with(root);
	}

	private Section with(YamlMapping mapping) {
		mapping.entries().forEach((entry) -> this.entries.put(entry.key().text(), entry));
		return this;
	}

	String path(String key) {
		return this.path.isEmpty() ? key : this.path + "." + key;
	}

	String path() {
		return this.path;
	}

	private String pattern(String key) {
		return this.pattern.isEmpty() ? key : this.pattern + "." + key;
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
		return this.problems;
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
			wrong(key, node, "a mapping");
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
		this.log.asked(pattern(key), type, defaultValue);
		YamlMapping.Entry entry = this.entries.get(key);
		if (entry == null) {
			return null;
		}
		this.log.found(path(key), entry.key().position());
		boolean useless = entry.value() instanceof YamlScalar scalar
				&& (scalar.isNull() || (EXPANDED.contains(type) && Macros.isUnresolved(scalar)));
		return useless ? null : entry.value();
	}

	/**
	 * Reads a text, as written.
	 * @param key the key
	 * @param defaultValue what a missing or null value means
	 * @return the text
	 */
	String text(String key, String defaultValue) {
		YamlNode node = ask(key, "string", defaultValue);
		if (node == null) {
			return defaultValue;
		}
		if (node instanceof YamlScalar scalar) {
			this.scalars.warnIfRewritten(path(key), scalar);
			return scalar.text();
		}
		wrong(key, node, "a text");
		return defaultValue;
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
			this.problems.error(at(key), path(key), "\"" + value + "\" is unknown", String.join(", ", words),
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
		if (node == null) {
			return defaultValue;
		}
		Integer value = wholeNumber(key, node);
		return (value != null) ? value : defaultValue;
	}

	/**
	 * Reads a whole number and reports what is wrong with it.
	 * @param key its key below this section
	 * @param node what stands there
	 * @return the number, or {@code null} if it is none
	 */
	@Nullable Integer wholeNumber(String key, YamlNode node) {
		return this.scalars.wholeNumber(path(key), node);
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
			this.problems.error(at(key), path(key), value + " is too small", minimum + " or more");
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
		if (node == null) {
			return defaultValue;
		}
		Boolean value = Scalars.flag(node);
		if (value != null) {
			return value;
		}
		wrong(key, node, "true or false");
		return defaultValue;
	}

	/**
	 * Reads a list of texts.
	 * @param key the key
	 * @return its scalars with their places, empty if missing or null
	 */
	List<YamlScalar> texts(String key) {
		YamlNode node = ask(key, "list of strings", "[]");
		if (node == null) {
			return List.of();
		}
		if (!(node instanceof YamlSequence sequence)) {
			wrong(key, node, "a list of texts, such as [" + exampleOf(node) + "]");
			return List.of();
		}
		List<YamlScalar> texts = new ArrayList<>();
		for (YamlNode item : sequence.items()) {
			String where = path(key) + "[" + texts.size() + "]";
			if (item instanceof YamlScalar scalar) {
				if (Macros.isUnresolved(scalar)) {
					continue;
				}
				this.scalars.warnIfRewritten(where, scalar);
				texts.add(scalar.isNull() ? scalar.asString("") : scalar);
			}
			else {
				this.problems.error(item.position(), where, item.describe() + " where a text is wanted", "a text");
			}
		}
		return texts;
	}

	private static String exampleOf(YamlNode node) {
		return (node instanceof YamlScalar scalar && scalar.text().length() < 60) ? scalar.text() : "\"…\"";
	}

	/**
	 * Opens a mapping of fixed keys.
	 * @param key the key
	 * @return the section, empty if missing or null
	 */
	Section section(String key) {
		YamlNode node = ask(key, "mapping", "{}");
		YamlMapping.Entry entry = this.entries.get(key);
		return open(node, path(key), pattern(key), (entry != null) ? entry.key().position() : this.position);
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
			sections.put(name,
					open(entry.value(), path(key) + "." + name, pattern(key) + ".*", entry.key().position()));
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
			mapping.entries()
				.forEach((entry) -> this.log.found(path(key) + "." + entry.key().text(), entry.key().position()));
			return mapping.entries();
		}
		if (node != null) {
			wrong(key, node, "a mapping");
		}
		return List.of();
	}

	/**
	 * Opens a section for a mapping that was found elsewhere.
	 * @param name its key path and pattern below this section
	 * @param mapping the mapping
	 * @param at its key
	 * @return the section
	 */
	Section below(String name, YamlMapping mapping, Position at) {
		String parent = name.substring(0, name.indexOf('.'));
		this.log.found(path(name), at);
		return new Section(path(name), pattern(parent) + ".*", at, this.problems, this.log).with(mapping);
	}

	private Section open(@Nullable YamlNode node, String where, String below, Position at) {
		Section section = new Section(where, below, at, this.problems, this.log);
		if (node instanceof YamlMapping mapping) {
			return section.with(mapping);
		}
		if (node != null && !(node instanceof YamlScalar scalar && scalar.isNull())) {
			this.problems.error(node.position(), where, node.describe() + " where a mapping is wanted", "a mapping");
		}
		return section;
	}

	private void wrong(String key, YamlNode node, String wanted) {
		this.problems.error(node.position(), path(key), node.describe() + " where " + wanted + " is wanted", wanted);
	}

	/**
	 * Warns about every key that nobody asked for.
	 */
	void close() {
		for (YamlMapping.Entry entry : this.entries.values()) {
			String key = entry.key().text();
			if (!this.asked.contains(key)) {
				this.problems.warn(entry.key().position(), path(key), "unknown key, ignored", "",
						NearMiss.ask(key, this.asked));
			}
		}
	}

}
