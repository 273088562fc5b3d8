package io.llamaswap.config;

import java.util.Map;

import io.llamaswap.model.ModelId;

/**
 * One entry under {@code models}, expanded, defaulted and checked. Immutable.
 *
 * @param id its real id
 * @param launch how its server is started, reached and stopped
 * @param lifetime how long it stays and how much it takes at once
 * @param requests what is changed in requests on their way to it
 * @param listing how it is shown
 * @param hooks what else is done at the moments of its life, by moment
 */
public record ModelConfiguration(ModelId id, LaunchConfiguration launch, LifetimeConfiguration lifetime,
		RequestConfiguration requests, ListingConfiguration listing, Map<HookMoment, HookConfiguration> hooks) {

	/**
	 * Copies the hooks.
	 */
	public ModelConfiguration {
		hooks = Map.copyOf(hooks);
	}

	/**
	 * Makes a model without hooks.
	 * @param id its real id
	 * @param launch how its server is started, reached and stopped
	 * @param lifetime how long it stays and how much it takes at once
	 * @param requests what is changed in requests on their way to it
	 * @param listing how it is shown
	 */
	public ModelConfiguration(ModelId id, LaunchConfiguration launch, LifetimeConfiguration lifetime,
			RequestConfiguration requests, ListingConfiguration listing) {
		this(id, launch, lifetime, requests, listing, Map.of());
	}

}
