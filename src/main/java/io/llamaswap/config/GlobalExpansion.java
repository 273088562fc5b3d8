package io.llamaswap.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.llamaswap.config.yaml.YamlMapping;

/**
 * Expands everything that is not a model with the global macros.
 */
final class GlobalExpansion {

	private static final Set<String> LEFT_ALONE = Set.of("models", "macros");

	private final Macros globals;

	private final Problems problems;

	private final Growth growth;

	GlobalExpansion(Macros globals, Problems problems, Growth growth) {
		this.globals = globals;
		this.problems = problems;
		this.growth = growth;
	}

	/**
	 * Reports references that no macro answered. Sections that have no meaning hold
	 * anchors and notes, where a reference is no mistake.
	 * @param expanded the expanded root
	 * @param known the keys that have a meaning
	 * @param leftovers reports
	 */
	void check(YamlMapping expanded, Set<String> known, LeftoverMacros leftovers) {
		for (YamlMapping.Entry entry : expanded.entries()) {
			String key = entry.key().text();
			if (known.contains(key) && !LEFT_ALONE.contains(key)) {
				leftovers.checkSection(entry.value(), key, this.globals.names());
			}
		}
	}

	/**
	 * Expands the root.
	 * @param root the root
	 * @return the root with every section but {@code models} and {@code macros} expanded
	 */
	YamlMapping expand(YamlMapping root) {
		TreeExpansion expansion = new TreeExpansion((scalar) -> this.globals.expand(scalar, this.growth), this.problems,
				this.growth);
		List<YamlMapping.Entry> entries = new ArrayList<>();
		for (YamlMapping.Entry entry : root.entries()) {
			boolean alone = LEFT_ALONE.contains(entry.key().text());
			entries.add(alone ? entry : entry.withValue(expansion.expand(entry.value())));
		}
		return new YamlMapping(entries, root.position());
	}

}
