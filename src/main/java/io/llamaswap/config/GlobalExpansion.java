package io.llamaswap.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.llamaswap.config.yaml.YamlMapping;
import io.llamaswap.config.yaml.YamlNode;

/**
 * Expands everything that is not a model with the global macros.
 */
final class GlobalExpansion {

	private static final Set<String> LEFT_ALONE = Set.of("models", "macros");

	/**
	 * Other top-level sections hold anchors and notes, where a reference is no mistake.
	 */
	private static final Set<String> CHECKED = Set.of("healthCheckTimeout", "logLevel", "logTimeFormat", "logToStdout",
			"logRequests", "metricsMaxInMemory", "captureBuffer", "store", "ui", "performance", "startPort",
			"globalTTL", "unloadTimeout", "sendLoadingState", "loadingFeedback", "inheritEnv", "includeAliasesInList",
			"apiKeys", "hooks", "upstream", "groups", "matrix", "routing", "scheduling", "profiles", "selectors",
			"peers");

	private final Macros globals;

	private final Problems problems;

	private final Growth growth;

	private final LeftoverMacros leftovers;

	GlobalExpansion(Macros globals, Problems problems, Growth growth, LeftoverMacros leftovers) {
		this.globals = globals;
		this.problems = problems;
		this.growth = growth;
		this.leftovers = leftovers;
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
			String key = entry.key().text();
			if (LEFT_ALONE.contains(key)) {
				entries.add(entry);
				continue;
			}
			YamlNode value = expansion.expand(entry.value());
			if (CHECKED.contains(key)) {
				this.leftovers.checkSection(value, key, this.globals.names());
			}
			entries.add(entry.withValue(value));
		}
		return new YamlMapping(entries, root.position());
	}

}
