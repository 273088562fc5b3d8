package io.llamaswap.config;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.llamaswap.model.ModelId;

/**
 * The whole llama-swap configuration, expanded, defaulted and checked. Immutable.
 *
 * @param models every model by its real id, in the order of the file
 * @param names every name that resolves to a model: real ids, aliases and setParamsByID
 * keys. A real id wins over an alias of the same text
 * @param memberProfiles the early, list-style profiles: name to members in file order,
 * aliases resolved (contract 10.2)
 * @param healthCheckTimeout how long a model may take to become healthy, at least 15 s
 * @param logRequests whether each request is logged
 * @param logging what is logged and where to
 * @param activity what is remembered about requests
 * @param access who may call, what is shown and what is started by itself
 * @param routing which models may run together
 * @param pinProfiles the later, mapping-style profiles by name, in file order
 * @param selectors virtual models by id, in file order
 * @param peers other servers by id, in file order
 * @param naming who answers where nobody is named
 */
public record Configuration(Map<ModelId, ModelConfiguration> models, Map<String, ModelId> names,
		Map<String, List<ModelId>> memberProfiles, Duration healthCheckTimeout, boolean logRequests,
		LoggingConfiguration logging, ActivityConfiguration activity, AccessConfiguration access,
		RoutingConfiguration routing, Map<String, PinProfileConfiguration> pinProfiles,
		Map<String, SelectorConfiguration> selectors, Map<String, PeerConfiguration> peers,
		NamingConfiguration naming) {

	/**
	 * Copies the maps; their order is kept.
	 */
	public Configuration {
		models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
		names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
		memberProfiles = Collections.unmodifiableMap(new LinkedHashMap<>(memberProfiles));
		pinProfiles = Collections.unmodifiableMap(new LinkedHashMap<>(pinProfiles));
		selectors = Collections.unmodifiableMap(new LinkedHashMap<>(selectors));
		peers = Collections.unmodifiableMap(new LinkedHashMap<>(peers));
	}

	/**
	 * Creates a configuration that says nothing else: no groups, no keys, no peers.
	 * @param models every model by its real id
	 * @param names every name that resolves to a model
	 * @param memberProfiles the early, list-style profiles
	 * @param healthCheckTimeout how long a model may take to become healthy
	 * @param logRequests whether each request is logged
	 */
	public Configuration(Map<ModelId, ModelConfiguration> models, Map<String, ModelId> names,
			Map<String, List<ModelId>> memberProfiles, Duration healthCheckTimeout, boolean logRequests) {
		this(models, names, memberProfiles, healthCheckTimeout, logRequests, LoggingConfiguration.DEFAULT,
				ActivityConfiguration.DEFAULT, AccessConfiguration.OPEN,
				RoutingConfiguration.ungrouped(models.keySet()), Map.of(), Map.of(), Map.of(),
				NamingConfiguration.NONE);
	}

	/**
	 * Returns the model of a real id.
	 * @param id the real id
	 * @return the model, or empty if there is none of that id
	 */
	public Optional<ModelConfiguration> find(ModelId id) {
		return Optional.ofNullable(this.models.get(id));
	}

	/**
	 * Resolves a requested name: real id, then alias. Case-sensitive, no trimming.
	 * @param name the name as requested
	 * @return the real id, or empty if nobody answers to that name
	 */
	public Optional<ModelId> resolve(String name) {
		return Optional.ofNullable(this.names.get(name));
	}

	/**
	 * Returns all models in the order of the file.
	 * @return an unmodifiable view
	 */
	public Collection<ModelConfiguration> allModels() {
		return this.models.values();
	}

	/**
	 * Names the models only: commands, environments and keys belong into no log.
	 */
	@Override
	public String toString() {
		return "Configuration[models=" + this.models.keySet() + "]";
	}

}
