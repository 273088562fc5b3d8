package io.llamaswap.config;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

import io.llamaswap.config.yaml.Position;
import io.llamaswap.config.yaml.YamlMapping;
import io.llamaswap.config.yaml.YamlNode;
import io.llamaswap.config.yaml.YamlSequence;

/**
 * Warns about keys that have no meaning, but not about those that people use to keep
 * pieces for other places: {@code x-...}, and whatever holds anchors that are used.
 */
final class UnknownKeys {

	private static final String EXTENSION = "x-";

	private final Problems problems;

	private final Set<Position> shared = new HashSet<>();

	UnknownKeys(Problems problems) {
		this.problems = problems;
	}

	/**
	 * Adds the places of nodes that are used elsewhere too.
	 * @param places where nodes begin whose anchor has an alias
	 */
	void share(Set<Position> places) {
		this.shared.addAll(places);
	}

	/**
	 * Warns about a key, if it seems to be a mistake.
	 * @param entry the key and its value
	 * @param path its key path
	 * @param known the keys that there are
	 */
	void report(YamlMapping.Entry entry, String path, Collection<String> known) {
		String key = entry.key().text();
		String suggestion = NearMiss.ask(key, known);
		if (key.startsWith(EXTENSION) || (suggestion.isEmpty() && holdsSomethingShared(entry.value()))) {
			return;
		}
		this.problems.warn(entry.key().position(), path, "unknown key, ignored", "", suggestion);
	}

	private boolean holdsSomethingShared(YamlNode node) {
		if (this.shared.isEmpty()) {
			return false;
		}
		if (this.shared.contains(node.position())) {
			return true;
		}
		if (node instanceof YamlSequence sequence) {
			return sequence.items().stream().anyMatch(this::holdsSomethingShared);
		}
		return node instanceof YamlMapping mapping
				&& mapping.entries().stream().anyMatch((entry) -> holdsSomethingShared(entry.value()));
	}

}
