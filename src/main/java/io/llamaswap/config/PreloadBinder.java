package io.llamaswap.config;

import java.util.ArrayList;
import java.util.List;

import io.llamaswap.config.yaml.YamlScalar;
import io.llamaswap.model.ModelId;

/**
 * Gives types to what is loaded after the start.
 */
final class PreloadBinder {

	private final Section root;

	private final Names names;

	PreloadBinder(Section root, Names names) {
		this.root = root;
		this.names = names;
	}

	PreloadConfiguration bind() {
		Section hooks = this.root.section("hooks");
		Section onStartup = hooks.section("on_startup");
		PreloadConfiguration preload = new PreloadConfiguration(models(onStartup), onStartup.integer("parallel", 1, 1),
				warmUp(onStartup));
		onStartup.close();
		// What models do at their moments has been read with their defaults.
		hooks.node("everyModel", "mapping of mappings");
		hooks.close();
		return preload;
	}

	private List<ModelId> models(Section onStartup) {
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
		return models;
	}

	private static String warmUp(Section onStartup) {
		String path = onStartup.text("warmUp", PreloadConfiguration.NOTHING.warmUp());
		if (!path.startsWith("/") && !PreloadConfiguration.NO_WARM_UP.equals(path)) {
			onStartup.problems()
				.error(onStartup.at("warmUp"), onStartup.path("warmUp"), "\"" + path + "\" is no path",
						"a path such as /v1/chat/completions, or none");
		}
		return path;
	}

}
