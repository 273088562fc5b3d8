package io.llamaswap.config;

import java.util.LinkedHashMap;
import java.util.Map;

import io.llamaswap.config.yaml.Position;
import io.llamaswap.config.yaml.YamlMapping;
import io.llamaswap.config.yaml.YamlScalar;

/**
 * Gives types to the default model and the wildcard aliases.
 */
final class NamingBinder {

	private final Section root;

	private final Targets targets;

	NamingBinder(Section root, Targets targets) {
		this.root = root;
		this.targets = targets;
	}

	NamingConfiguration bind() {
		String defaultModel = this.root.text("defaultModel", "");
		if (!defaultModel.isEmpty()) {
			require(defaultModel, this.root.at("defaultModel"), "defaultModel");
		}
		Map<String, String> wildcards = new LinkedHashMap<>();
		for (YamlMapping.Entry entry : this.root.named("wildcardAliases", "mapping of strings")) {
			String path = "wildcardAliases." + entry.key().text();
			if (!NamePattern.hasStar(entry.key().text())) {
				this.root.problems()
					.error(entry.key().position(), path, "there is no star in it",
							"a name with a star, or an alias under aliases of the model");
			}
			else if (entry.value() instanceof YamlScalar target && !target.text().isEmpty()) {
				require(target.text(), target.position(), path);
				wildcards.put(entry.key().text(), target.text());
			}
			else {
				this.root.problems()
					.error(entry.value().position(), path, entry.value().describe() + " where a model is wanted",
							"a model, an alias, a model of a peer or a selector");
			}
		}
		return new NamingConfiguration(defaultModel, wildcards);
	}

	private void require(String name, Position position, String path) {
		if (!this.targets.isSelector(name)) {
			this.targets.resolve(name, position, path);
		}
	}

}
