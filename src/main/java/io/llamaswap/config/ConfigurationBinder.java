package io.llamaswap.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.llamaswap.config.yaml.YamlScalar;
import io.llamaswap.model.ModelId;

/**
 * Gives types to an expanded configuration.
 */
final class ConfigurationBinder {

	private static final int DEFAULT_HEALTH_CHECK_TIMEOUT = 120;

	private static final int LEAST_HEALTH_CHECK_TIMEOUT = 15;

	private static final int DEFAULT_UNLOAD_TIMEOUT = 10;

	private final Section root;

	ConfigurationBinder(Section root) {
		this.root = root;
	}

	Configuration bind(List<ExpandedModel> expanded) {
		this.root.node("macros", "mapping");
		this.root.node("models", "mapping of mappings");
		ModelDefaults defaults = defaults();
		Map<ModelId, ModelConfiguration> models = new LinkedHashMap<>();
		Names names = new Names(this.root.problems());
		for (ExpandedModel model : expanded) {
			names.add(model.id());
		}
		for (ExpandedModel model : expanded) {
			warnIfNoText(model.id());
			ModelConfiguration bound = new ModelBinder(defaults, names).bind(this.root, model);
			models.put(bound.id(), bound);
		}
		Map<String, List<ModelId>> memberProfiles = new ProfileBinder(names).members(this.root);
		boolean logRequests = this.root.flag("logRequests", false);
		this.root.close();
		return new Configuration(models, names.asMap(), memberProfiles, defaults.healthCheckTimeout(), logRequests);
	}

	private ModelDefaults defaults() {
		int healthCheckTimeout = this.root.integer("healthCheckTimeout", DEFAULT_HEALTH_CHECK_TIMEOUT);
		if (healthCheckTimeout < LEAST_HEALTH_CHECK_TIMEOUT) {
			this.root.problems()
				.warn(this.root.at("healthCheckTimeout"), "healthCheckTimeout",
						healthCheckTimeout + " is raised to " + LEAST_HEALTH_CHECK_TIMEOUT, "15 seconds or more");
		}
		int unloadTimeout = this.root.integer("unloadTimeout", DEFAULT_UNLOAD_TIMEOUT, 0);
		return new ModelDefaults(Duration.ofSeconds(Math.max(healthCheckTimeout, LEAST_HEALTH_CHECK_TIMEOUT)),
				Duration.ofSeconds(this.root.integer("globalTTL", 0, 0)),
				Duration.ofSeconds((unloadTimeout != 0) ? unloadTimeout : DEFAULT_UNLOAD_TIMEOUT));
	}

	private void warnIfNoText(YamlScalar id) {
		switch (id.type()) {
			case TEXT -> {
			}
			default -> this.root.problems()
				.warn(id.position(), "models." + id.text(), "the unquoted id is taken as the text \"" + id.text()
						+ "\"; llama-swap loads no model at all because of it", "quotes around it");
		}
	}

	/**
	 * What a model gets that says nothing else.
	 *
	 * @param healthCheckTimeout how long it may take to become healthy
	 * @param ttl idle time after which it is unloaded, zero for never
	 * @param unloadTimeout how long it may take to end
	 */
	record ModelDefaults(Duration healthCheckTimeout, Duration ttl, Duration unloadTimeout) {

	}

}
