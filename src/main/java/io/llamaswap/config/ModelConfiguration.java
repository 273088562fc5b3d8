package io.llamaswap.config;

import io.llamaswap.model.ModelId;

/**
 * One entry under {@code models}, expanded, defaulted and checked. Immutable.
 *
 * @param id its real id
 * @param launch how its server is started, reached and stopped
 * @param lifetime how long it stays and how much it takes at once
 * @param requests what is changed in requests on their way to it
 * @param listing how it is shown
 */
public record ModelConfiguration(ModelId id, LaunchConfiguration launch, LifetimeConfiguration lifetime,
		RequestConfiguration requests, ListingConfiguration listing) {

}
