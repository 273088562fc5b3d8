package io.llamaswap.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.llamaswap.config.yaml.YamlMapping;
import io.llamaswap.config.yaml.YamlNode;
import io.llamaswap.config.yaml.YamlScalar;
import io.llamaswap.config.yaml.YamlSequence;

/**
 * Applies a replacement to every value of a tree. Keys stay as they are, except those of
 * {@code filters.setParamsByID} (contract 2.4).
 */
final class TreeExpansion {

	private static final String EXPANDED_KEYS = "filters.setParamsByID";

	private final UnaryOperator<YamlScalar> replacement;

	private final Problems problems;

	private final Growth growth;

	TreeExpansion(UnaryOperator<YamlScalar> replacement, Problems problems, Growth growth) {
		this.replacement = replacement;
		this.problems = problems;
		this.growth = growth;
	}

	/**
	 * Expands a model; its own {@code macros} are left alone.
	 * @param model the model's mapping
	 * @return the same mapping with values replaced
	 */
	YamlMapping model(YamlMapping model) {
		List<YamlMapping.Entry> entries = new ArrayList<>();
		for (YamlMapping.Entry entry : model.entries()) {
			String key = entry.key().text();
			entries.add("macros".equals(key) ? entry : entry.withValue(expand(entry.value(), key)));
		}
		return new YamlMapping(entries, model.position());
	}

	YamlNode expand(YamlNode node) {
		return expand(node, "");
	}

	private YamlNode expand(YamlNode node, String path) {
		this.growth.node();
		if (node instanceof YamlScalar scalar) {
			return this.replacement.apply(scalar);
		}
		if (node instanceof YamlSequence sequence) {
			return new YamlSequence(sequence.items().stream().map((item) -> expand(item, "")).toList(),
					sequence.position());
		}
		YamlMapping mapping = (YamlMapping) node;
		Map<String, YamlMapping.Entry> entries = new LinkedHashMap<>();
		for (YamlMapping.Entry entry : mapping.entries()) {
			YamlScalar key = EXPANDED_KEYS.equals(path) ? this.replacement.apply(entry.key()) : entry.key();
			String below = (path.isEmpty()) ? "" : path + "." + key.text();
			YamlNode value = expand(entry.value(), below);
			if (entries.putIfAbsent(key.text(), new YamlMapping.Entry(key, value)) != null) {
				this.problems.error(key.position(), path,
						"the key \"" + key.text() + "\" stands twice once macros are expanded", "different keys");
			}
		}
		return new YamlMapping(new ArrayList<>(entries.values()), mapping.position());
	}

}
