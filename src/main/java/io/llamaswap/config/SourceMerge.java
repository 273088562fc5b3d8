package io.llamaswap.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.llamaswap.config.yaml.YamlMapping;
import io.llamaswap.config.yaml.YamlNode;
import io.llamaswap.config.yaml.YamlScalar;
import io.llamaswap.config.yaml.YamlSequence;

/**
 * Merges the trees of two sources (contract 2.3).
 */
final class SourceMerge {

	/** Sections whose children must come from one source each. */
	private static final Set<String> IDENTITIES = Set.of("models", "groups", "profiles", "selectors", "peers", "matrix",
			"routing.router.settings.groups", "routing.router.settings.matrix");

	private final Problems problems;

	SourceMerge(Problems problems) {
		this.problems = problems;
	}

	YamlMapping merge(YamlMapping earlier, YamlMapping later) {
		return mappings(earlier, later, "");
	}

	private YamlMapping mappings(YamlMapping earlier, YamlMapping later, String path) {
		Map<String, YamlMapping.Entry> entries = new LinkedHashMap<>();
		earlier.entries().forEach((entry) -> entries.put(entry.key().text(), entry));
		for (YamlMapping.Entry entry : later.entries()) {
			String key = entry.key().text();
			YamlMapping.Entry first = entries.get(key);
			if (first == null) {
				entries.put(key, entry);
			}
			else {
				entries.put(key,
						entry(first, entry, path.isEmpty() ? key : path + "." + key, IDENTITIES.contains(path)));
			}
		}
		return new YamlMapping(new ArrayList<>(entries.values()), earlier.position());
	}

	private YamlMapping.Entry entry(YamlMapping.Entry first, YamlMapping.Entry second, String path, boolean identity) {
		if (identity) {
			this.problems.error(second.key().position(), path, "it is defined in two files",
					"one of them (the first is " + first.key().position() + ")");
			return first;
		}
		return isNull(first.value()) ? second : first.withValue(values(first.value(), second.value(), path));
	}

	private YamlNode values(YamlNode first, YamlNode second, String path) {
		if (isNull(second)) {
			return first;
		}
		if (first instanceof YamlMapping earlier && second instanceof YamlMapping later) {
			return mappings(earlier, later, path);
		}
		if (first instanceof YamlSequence earlier && second instanceof YamlSequence later) {
			List<YamlNode> items = new ArrayList<>(earlier.items());
			items.addAll(later.items());
			return new YamlSequence(items, earlier.position());
		}
		if (first instanceof YamlScalar earlier && second instanceof YamlScalar later) {
			if (!earlier.text().equals(later.text()) || earlier.type() != later.type()) {
				this.problems.error(later.position(), path, "two files say different things: " + later.describe()
						+ " here, " + earlier.describe() + " in " + earlier.position(), "one value");
			}
			return first;
		}
		this.problems.error(second.position(), path,
				second.describe() + " here, but " + first.describe() + " in " + first.position(),
				"the same kind of value");
		return first;
	}

	private static boolean isNull(YamlNode node) {
		return node instanceof YamlScalar scalar && scalar.isNull();
	}

}
