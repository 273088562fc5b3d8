package io.llamaswap.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import io.llamaswap.config.yaml.ScalarType;
import io.llamaswap.config.yaml.YamlMapping;
import io.llamaswap.config.yaml.YamlNode;
import io.llamaswap.config.yaml.YamlScalar;
import org.jspecify.annotations.Nullable;

/**
 * The macros of one scope in the order of their declaration. Immutable.
 */
final class Macros {

	static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,63}");

	static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z0-9_-]{1,63})}");

	static final Set<String> RESERVED = Set.of("PORT", "PID", "MODEL_ID");

	static final Macros NONE = new Macros(Map.of());

	private final Map<String, YamlScalar> values;

	private Macros(Map<String, YamlScalar> values) {
		this.values = new LinkedHashMap<>(values);
	}

	/**
	 * Reads a {@code macros} section and reports what is wrong with it.
	 * @param node the section, {@code null} if there is none
	 * @param path its key path
	 * @param problems where to report
	 * @return the sound macros
	 */
	static Macros read(@Nullable YamlNode node, String path, Problems problems) {
		if (node == null || (node instanceof YamlScalar scalar && scalar.isNull())) {
			return NONE;
		}
		if (!(node instanceof YamlMapping mapping)) {
			problems.error(node.position(), path, node.describe() + " where macros are wanted",
					"a mapping of names to texts, numbers or booleans");
			return NONE;
		}
		Map<String, YamlScalar> values = new LinkedHashMap<>();
		for (YamlMapping.Entry entry : mapping.entries()) {
			YamlScalar value = check(entry, path, problems);
			if (value != null) {
				values.put(entry.key().text(), value);
			}
		}
		return new Macros(values);
	}

	private static @Nullable YamlScalar check(YamlMapping.Entry entry, String path, Problems problems) {
		String name = entry.key().text();
		String key = path + "." + name;
		if (!NAME.matcher(name).matches()) {
			problems.error(entry.key().position(), key, "not a macro name", "1 to 63 letters, digits, \"_\" and \"-\"");
			return null;
		}
		if (RESERVED.contains(name)) {
			problems.error(entry.key().position(), key, "the name " + name + " is reserved",
					"a name other than PORT, PID and MODEL_ID");
			return null;
		}
		if (!(entry.value() instanceof YamlScalar value) || value.isNull() || value.type() == ScalarType.TIMESTAMP) {
			problems.error(entry.value().position(), key, entry.value().describe() + " cannot be a macro",
					"a text, a number or a boolean");
			return null;
		}
		if (value.text().contains("${" + name + "}")) {
			problems.error(problems.locate(value, "${" + name + "}"), key, "the macro refers to itself",
					"macros declared before it");
			return null;
		}
		return value;
	}

	/**
	 * Returns the scope of one model: its id first, then these, then its own, where an
	 * own macro takes the place of a global one of the same name.
	 * @param id the id of the model
	 * @param own the macros of the model
	 * @return the scope
	 */
	Macros forModel(YamlScalar id, Macros own) {
		Map<String, YamlScalar> all = new LinkedHashMap<>();
		all.put("MODEL_ID", id.asString(id.text()));
		all.putAll(this.values);
		all.putAll(own.values);
		return new Macros(all);
	}

	/**
	 * Replaces references in one scalar, from the last declared macro to the first. A
	 * scalar that is exactly one reference takes the macro's type.
	 * @param scalar the scalar
	 * @param growth what may still be produced
	 * @return the scalar with all known references replaced
	 */
	YamlScalar expand(YamlScalar scalar, Growth growth) {
		YamlScalar current = scalar;
		String[] names = this.values.keySet().toArray(String[]::new);
		for (int i = names.length - 1; i >= 0 && current.text().contains("${"); i--) {
			current = replace(current, names[i], Objects.requireNonNull(this.values.get(names[i])), growth);
		}
		return current;
	}

	static YamlScalar replace(YamlScalar scalar, String name, YamlScalar value, Growth growth) {
		String reference = "${" + name + "}";
		if (scalar.text().equals(reference)) {
			return scalar.withValueOf(value);
		}
		return scalar.text().contains(reference)
				? scalar.asString(growth.replace(scalar.text(), reference, value.text())) : scalar;
	}

	/**
	 * Tells whether a reference is left for which an error has been reported.
	 * @param scalar an expanded scalar
	 * @return {@code true} if its value is not known
	 */
	static boolean isUnresolved(YamlScalar scalar) {
		return scalar.text().contains("${env.") || REFERENCE.matcher(scalar.text()).find();
	}

	Set<String> names() {
		return this.values.keySet();
	}

	Map<String, YamlScalar> values() {
		return this.values;
	}

}
