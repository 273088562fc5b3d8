package io.llamaswap.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.llamaswap.config.ConfigurationBinder.ModelDefaults;
import io.llamaswap.config.yaml.YamlMapping;
import io.llamaswap.config.yaml.YamlNode;
import io.llamaswap.config.yaml.YamlScalar;
import io.llamaswap.model.ModelId;

/**
 * Gives types to one model.
 */
final class ModelBinder {

	private static final int DEFAULT_CONCURRENCY = 10;

	private final ModelDefaults defaults;

	private final Names names;

	ModelBinder(ModelDefaults defaults, Names names) {
		this.defaults = defaults;
		this.names = names;
	}

	/**
	 * Binds a model and adds its aliases to the names.
	 * @param root the root section
	 * @param model the expanded model
	 * @return the typed model
	 */
	ModelConfiguration bind(Section root, ExpandedModel model) {
		ModelId id = new ModelId(model.id().text());
		Section section = root.below("models." + id, model.values(), model.id().position());
		section.node("macros", "mapping");
		ModelConfiguration bound = new ModelConfiguration(id, new LaunchBinder(section).bind(model), lifetime(section),
				new RequestConfiguration(section.text("useModelName", "")), listing(section, id));
		section.close();
		return bound;
	}

	private LifetimeConfiguration lifetime(Section section) {
		int ttl = section.integer("ttl", -1, -1);
		int unloadTimeout = section.integer("unloadTimeout", 0, 0);
		int concurrencyLimit = section.integer("concurrencyLimit", 0);
		return new LifetimeConfiguration((ttl >= 0) ? Duration.ofSeconds(ttl) : this.defaults.ttl(),
				this.defaults.healthCheckTimeout(),
				(unloadTimeout > 0) ? Duration.ofSeconds(unloadTimeout) : this.defaults.unloadTimeout(),
				(concurrencyLimit > 0) ? concurrencyLimit : DEFAULT_CONCURRENCY);
	}

	private ListingConfiguration listing(Section section, ModelId id) {
		List<YamlScalar> aliases = section.texts("aliases");
		aliases.forEach((alias) -> this.names.addAlias(alias, id, section.path("aliases")));
		YamlNode metadata = section.node("metadata", "mapping of anything");
		if (metadata != null && !(metadata instanceof YamlMapping)) {
			section.problems()
				.error(metadata.position(), section.path("metadata"),
						metadata.describe() + " where a mapping is wanted", "a mapping");
		}
		Map<String, Object> values = (metadata instanceof YamlMapping mapping) ? PlainValues.of(mapping) : Map.of();
		return new ListingConfiguration(section.text("name", ""), section.text("description", ""),
				section.flag("unlisted", false),
				aliases.stream().map(YamlScalar::text).filter((alias) -> !alias.isEmpty()).toList(), values);
	}

}
