package io.llamaswap.config;

import java.util.ArrayList;
import java.util.List;

import io.llamaswap.config.yaml.YamlScalar;
import io.llamaswap.model.ModelId;

/**
 * Gives types to keys and preloading.
 */
final class AccessBinder {

	private final Section root;

	private final Names names;

	AccessBinder(Section root, Names names) {
		this.root = root;
		this.names = names;
	}

	AccessConfiguration bind() {
		WebBinder web = new WebBinder(this.root);
		return new AccessConfiguration(apiKeys(), this.root.flag("includeAliasesInList", false), preload(),
				web.probes(), web.cors(), new EntryBinder(this.root).bind());
	}

	private List<String> apiKeys() {
		List<String> keys = new ArrayList<>();
		for (YamlScalar key : this.root.texts("apiKeys")) {
			if (key.text().isEmpty()) {
				this.root.problems()
					.error(key.position(), "apiKeys", "an empty key", "a key of at least one character");
			}
			else if (key.text().indexOf(' ') >= 0) {
				this.root.problems().error(key.position(), "apiKeys", "a key with a space", "a key without spaces");
			}
			else {
				keys.add(key.text());
			}
		}
		return keys;
	}

	private List<ModelId> preload() {
		Section hooks = this.root.section("hooks");
		Section onStartup = hooks.section("on_startup");
		List<ModelId> models = new ArrayList<>();
		for (YamlScalar name : onStartup.texts("preload")) {
			ModelId id = this.names.find(name.text().strip());
			if (id == null) {
				this.root.problems()
					.warn(name.position(), onStartup.path("preload"),
							"\"" + name.text() + "\" is no model, so nothing is loaded for it",
							"a model id or an alias", NearMiss.ask(name.text(), this.names.asMap().keySet()));
			}
			else if (!models.contains(id)) {
				models.add(id);
			}
		}
		onStartup.close();
		hooks.close();
		return models;
	}

}
