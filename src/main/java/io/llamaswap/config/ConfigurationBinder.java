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

	private static final int DEFAULT_LOADING_FEEDBACK = 10;

	private static final int DEFAULT_UNLOAD_TIMEOUT = 10;

	private final Section root;

	private final Surroundings surroundings;

	private final Names names;

	ConfigurationBinder(Section root, Surroundings surroundings) {
		this.root = root;
		this.surroundings = surroundings;
		this.names = new Names(root.problems());
	}

	Configuration bind(List<ExpandedModel> expanded) {
		this.root.node("macros", "mapping");
		this.root.node("models", "mapping of mappings");
		Section scheduling = this.root.section("scheduling");
		ModelDefaults defaults = defaults(scheduling);
		SchedulingConfiguration bounds = bounds(scheduling);
		scheduling.close();
		Map<ModelId, ModelConfiguration> models = models(expanded, defaults);
		LoggingConfiguration logging = new LoggingBinder(this.root).bind();
		ActivityConfiguration activity = new ActivityBinder(this.root, this.surroundings.storePlace()).bind();
		AccessConfiguration access = new AccessBinder(this.root, this.names).bind();
		RoutingConfiguration routing = new RoutingBinder(this.root, this.names).bind(bounds);
		Targets targets = new Targets(this.names, this.root.problems());
		Map<String, PeerConfiguration> peers = new PeerBinder(this.root, targets).bind();
		Map<String, SelectorConfiguration> selectors = new SelectorBinder(this.root, targets, routing).bind();
		ProfileBinder profiles = new ProfileBinder(this.root, this.names, targets);
		Map<String, List<ModelId>> memberProfiles = profiles.members();
		Map<String, PinProfileConfiguration> pinProfiles = profiles.pins();
		NamingConfiguration naming = new NamingBinder(this.root, targets).bind();
		boolean logRequests = this.root.flag("logRequests", false);
		this.root.close();
		return new Configuration(models, this.names.asMap(), memberProfiles, defaults.healthCheckTimeout(), logRequests,
				logging, activity, access, routing, pinProfiles, selectors, peers, naming);
	}

	private Map<ModelId, ModelConfiguration> models(List<ExpandedModel> expanded, ModelDefaults defaults) {
		ModelBinder binder = new ModelBinder(defaults, this.names, this.surroundings.commands());
		Map<ExpandedModel, Section> sections = new LinkedHashMap<>();
		for (ExpandedModel model : expanded) {
			this.names.add(model.id());
			warnIfNoText(model.id());
			sections.put(model, this.root.below("models", model.id(), model.values()));
		}
		sections.forEach((model, section) -> binder.addAliases(section, new ModelId(model.id().text())));
		Map<ModelId, ModelConfiguration> models = new LinkedHashMap<>();
		sections.forEach((model, section) -> {
			ModelConfiguration bound = binder.bind(section, model);
			models.put(bound.id(), bound);
		});
		return models;
	}

	private ModelDefaults defaults(Section scheduling) {
		int healthCheckTimeout = this.root.integer("healthCheckTimeout", DEFAULT_HEALTH_CHECK_TIMEOUT);
		if (healthCheckTimeout < LEAST_HEALTH_CHECK_TIMEOUT) {
			this.root.problems()
				.warn(this.root.at("healthCheckTimeout"), "healthCheckTimeout",
						healthCheckTimeout + " is raised to " + LEAST_HEALTH_CHECK_TIMEOUT, "15 seconds or more");
		}
		int unloadTimeout = this.root.integer("unloadTimeout", DEFAULT_UNLOAD_TIMEOUT, 0);
		return new ModelDefaults(Duration.ofSeconds(Math.max(healthCheckTimeout, LEAST_HEALTH_CHECK_TIMEOUT)),
				Duration.ofSeconds(this.root.integer("globalTTL", 0, 0)),
				Duration.ofSeconds((unloadTimeout != 0) ? unloadTimeout : DEFAULT_UNLOAD_TIMEOUT),
				this.root.flag("sendLoadingState", false), this.root.flag("inheritEnv", true),
				Duration.ofSeconds(this.root.integer("loadingFeedback", DEFAULT_LOADING_FEEDBACK, 0)),
				new ResidencyBinder(scheduling).ofAll(),
				new HookBinder(this.root.section("hooks"), "everyModel", this.surroundings.commands()).bind(Map.of()));
	}

	private static SchedulingConfiguration bounds(Section scheduling) {
		SchedulingConfiguration usual = SchedulingConfiguration.DEFAULT;
		return new SchedulingConfiguration(scheduling.seconds("overtaking", (int) usual.overtaking().toSeconds()),
				scheduling.seconds("maxWait", (int) usual.maxWait().toSeconds()),
				scheduling.integer("parallelLoads", usual.parallelLoads(), 0),
				new WaitingConfiguration(scheduling.integer("totalQueueLimit", usual.waiting().total(), 0),
						scheduling.integer("callerQueueLimit", usual.waiting().perCaller(), 0)));
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
	 * @param sendLoadingState whether streams tell that it is loading
	 * @param inheritEnv whether its server gets the program's whole environment
	 * @param loadingFeedback after how long waiting streams are kept awake, zero for
	 * never
	 * @param residency when it makes room for others
	 * @param hooks what is done at the moments of its life
	 */
	record ModelDefaults(Duration healthCheckTimeout, Duration ttl, Duration unloadTimeout, boolean sendLoadingState,
			boolean inheritEnv, Duration loadingFeedback, ResidencyConfiguration residency,
			Map<HookMoment, HookConfiguration> hooks) {

	}

}
