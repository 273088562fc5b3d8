package io.llamaswap.config;

import java.util.ArrayList;
import java.util.List;

import io.llamaswap.config.yaml.YamlScalar;

/**
 * Gives types to {@code capabilities}.
 */
final class CapabilityBinder {

	private static final List<String> KINDS = List.of("text", "audio", "image");

	private final Section section;

	CapabilityBinder(Section section) {
		this.section = section;
	}

	CapabilityConfiguration bind() {
		CapabilityConfiguration capabilities = new CapabilityConfiguration(kinds("in"), kinds("out"),
				this.section.flag("tools", false), this.section.flag("reranker", false),
				this.section.integer("context", 0, 0));
		this.section.close();
		return capabilities;
	}

	private List<String> kinds(String key) {
		List<String> kinds = new ArrayList<>();
		for (YamlScalar kind : this.section.texts(key)) {
			if (KINDS.contains(kind.text())) {
				kinds.add(kind.text());
			}
			else {
				this.section.problems()
					.error(kind.position(), this.section.path(key), "\"" + kind.text() + "\" is unknown",
							String.join(", ", KINDS), NearMiss.ask(kind.text(), KINDS));
			}
		}
		return kinds;
	}

}
