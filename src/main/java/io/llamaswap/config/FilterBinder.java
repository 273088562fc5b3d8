package io.llamaswap.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.llamaswap.config.yaml.YamlMapping;
import io.llamaswap.config.yaml.YamlNode;
import io.llamaswap.config.yaml.YamlScalar;
import io.llamaswap.json.JsonPath;

/**
 * Gives types to {@code filters}, of models and of peers.
 */
final class FilterBinder {

	private static final String PROTECTED = "model";

	private final Section section;

	FilterBinder(Section section) {
		this.section = section;
	}

	/**
	 * Binds the filters of a model, which may use the early spelling
	 * {@code strip_params}.
	 * @return the filters
	 */
	FilterConfiguration ofModel() {
		String early = this.section.text("strip_params", "");
		return bind(early);
	}

	/**
	 * Binds the filters of a peer.
	 * @return the filters
	 */
	FilterConfiguration ofPeer() {
		return bind("");
	}

	/**
	 * Returns the ids that have parameters of their own, with their places.
	 * @return the entries of {@code setParamsByID}
	 */
	List<YamlMapping.Entry> variants() {
		return this.section.named("setParamsByID", "mapping of mappings");
	}

	private FilterConfiguration bind(String earlyStripParams) {
		String strip = this.section.text("stripParams", "");
		List<String> stripped = names(strip.isBlank() ? earlyStripParams : strip);
		stripped.removeIf((path) -> !isUsable(path, strip.isBlank() ? "strip_params" : "stripParams", path));
		Map<String, Object> setParams = unprotected("setParams", this.section.anything("setParams"));
		Map<String, Map<String, Object>> setParamsByID = new LinkedHashMap<>();
		for (YamlMapping.Entry variant : variants()) {
			setParamsByID.put(variant.key().text(), parameters(variant));
		}
		this.section.close();
		return new FilterConfiguration(stripped, setParams, setParamsByID);
	}

	private Map<String, Object> parameters(YamlMapping.Entry variant) {
		YamlNode value = variant.value();
		String path = "setParamsByID." + variant.key().text();
		if (value instanceof YamlMapping mapping) {
			return unprotected(path, PlainValues.of(mapping));
		}
		if (!(value instanceof YamlScalar scalar && scalar.isNull())) {
			this.section.problems()
				.error(value.position(), this.section.path(path), value.describe() + " where parameters are wanted",
						"a mapping");
		}
		return Map.of();
	}

	private Map<String, Object> unprotected(String path, Map<String, Object> parameters) {
		Map<String, Object> usable = new LinkedHashMap<>(parameters);
		String key = path.contains(".") ? path.substring(0, path.indexOf('.')) : path;
		usable.keySet().removeIf((name) -> !isUsable(name, key, path + "." + name));
		return usable;
	}

	// What llama-swap answers with 500 on every request is a mistake of the file.
	private boolean isUsable(String path, String key, String where) {
		String place = where.equals(path) ? key : where;
		try {
			if (!PROTECTED.equals(JsonPath.parse(path).head())) {
				return true;
			}
			this.section.problems()
				.warn(this.section.at(key), this.section.path(place), "model cannot be set, ignored",
						"useModelName, to change the name that the server sees");
		}
		catch (IllegalArgumentException ex) {
			this.section.problems()
				.error(this.section.at(key), this.section.path(place),
						"\"" + path + "\" is no path: " + ex.getMessage(),
						"names separated by dots; a backslash makes the next character an ordinary one");
		}
		return false;
	}

	private static List<String> names(String commaSeparated) {
		return new ArrayList<>(Arrays.stream(commaSeparated.split(",", -1))
			.map(String::strip)
			.filter((name) -> !name.isEmpty() && !PROTECTED.equals(name))
			.distinct()
			.sorted()
			.toList());
	}

}
