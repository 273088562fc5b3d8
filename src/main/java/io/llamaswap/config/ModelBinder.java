package io.llamaswap.config;

import java.time.Duration;
import java.util.List;

import io.llamaswap.config.AnswerConfiguration.OnDisconnect;
import io.llamaswap.config.ConfigurationBinder.ModelDefaults;
import io.llamaswap.config.yaml.YamlNode;
import io.llamaswap.config.yaml.YamlScalar;
import io.llamaswap.model.ModelId;

/**
 * Gives types to one model.
 */
final class ModelBinder {

	private static final int DEFAULT_CONCURRENCY = 10;

	/** The reserved id behind {@code /comfyui/}, whose pages open many connections. */
	private static final String COMFYUI = "comfyui_auto";

	private static final int COMFYUI_CONCURRENCY = 50;

	private final ModelDefaults defaults;

	private final Names names;

	private final CommandSyntax commands;

	ModelBinder(ModelDefaults defaults, Names names, CommandSyntax commands) {
		this.defaults = defaults;
		this.names = names;
		this.commands = commands;
	}

	/**
	 * Adds the aliases of a model to the names, which has to be done for all models
	 * before one is bound.
	 * @param section the model's section
	 * @param id its id
	 */
	void addAliases(Section section, ModelId id) {
		section.texts("aliases").forEach((alias) -> this.names.addAlias(alias, id, section.path("aliases")));
	}

	/**
	 * Binds a model.
	 * @param section the model's section
	 * @param model the expanded model
	 * @return the typed model
	 */
	ModelConfiguration bind(Section section, ExpandedModel model) {
		ModelId id = new ModelId(model.id().text());
		section.node("macros", "mapping");
		ModelConfiguration bound = new ModelConfiguration(id,
				new LaunchBinder(section, this.commands).bind(model, this.defaults.inheritEnv()), lifetime(section, id),
				requests(section, id), listing(section),
				new HookBinder(section, "hooks", this.commands).bind(this.defaults.hooks()));
		section.close();
		return bound;
	}

	private RequestConfiguration requests(Section section, ModelId id) {
		Section filters = section.section("filters");
		FilterBinder binder = new FilterBinder(filters);
		binder.variants().forEach((entry) -> this.names.addVariant(entry.key(), id, filters.path("setParamsByID")));
		Section compat = section.section("compat");
		boolean ignoreWebsockets = compat.flag("ignoreWebsockets", false) || COMFYUI.equals(id.value());
		compat.close();
		return new RequestConfiguration(section.text("useModelName", ""), binder.ofModel(),
				new TimeoutBinder(section.section("timeouts")).bind(TimeoutBinder.MODEL_RESPONSE_HEADER),
				section.flag("sendLoadingState", this.defaults.sendLoadingState()), ignoreWebsockets, answers(section));
	}

	private AnswerConfiguration answers(Section section) {
		String onDisconnect = section.word("onDisconnect", "cancel", List.of("cancel", "drain"));
		return new AnswerConfiguration(section.seconds("loadingFeedback", this.defaults.loadingFeedback()),
				"drain".equals(onDisconnect) ? OnDisconnect.DRAIN : OnDisconnect.CANCEL);
	}

	private LifetimeConfiguration lifetime(Section section, ModelId id) {
		int unloadTimeout = section.integer("unloadTimeout", 0, 0);
		int written = section.integer("concurrencyLimit", 0);
		int concurrencyLimit = (written > 0) ? written : DEFAULT_CONCURRENCY;
		if (section.isGiven("healthCheckTimeout")) {
			section.problems()
				.warn(section.at("healthCheckTimeout"), section.path("healthCheckTimeout"),
						"it has no effect in a model, as in llama-swap", "healthCheckTimeout at the top level");
		}
		YamlNode useless = section.node("healthCheckTimeout", "integer");
		if (useless != null) {
			section.wholeNumber("healthCheckTimeout", useless);
		}
		return new LifetimeConfiguration(section.seconds("ttl", this.defaults.ttl()),
				this.defaults.healthCheckTimeout(),
				(unloadTimeout > 0) ? Duration.ofSeconds(unloadTimeout) : this.defaults.unloadTimeout(),
				COMFYUI.equals(id.value()) ? Math.max(concurrencyLimit, COMFYUI_CONCURRENCY) : concurrencyLimit,
				new ResidencyBinder(section).ofModel(this.defaults.residency()));
	}

	private ListingConfiguration listing(Section section) {
		List<String> aliases = section.texts("aliases")
			.stream()
			.map(YamlScalar::text)
			.filter((alias) -> !alias.isEmpty())
			.toList();
		Section capabilities = section.section("capabilities");
		CapabilityConfiguration bound = new CapabilityBinder(capabilities).bind();
		return new ListingConfiguration(section.text("name", ""), section.text("description", ""),
				section.flag("unlisted", false), aliases, section.anything("metadata"),
				section.isGiven("capabilities") ? bound : null);
	}

}
