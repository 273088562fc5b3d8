package io.llamaswap.routing;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.llamaswap.config.Configuration;
import io.llamaswap.lifecycle.LeaseRequest;
import io.llamaswap.model.ModelId;

/**
 * What a requested name stands for.
 *
 * @param lease what is asked of the scheduler
 * @param name the name without a profile, as a model server is to see it
 */
record RequestedModel(LeaseRequest lease, String name) {

	/**
	 * Resolves a name: real id or alias first, then {@code profile:model} split at the
	 * first colon (contract 10.2), so that an id with a colon wins over the profile
	 * reading.
	 * @param name the name as requested
	 * @param configuration the current configuration
	 * @return what it stands for, or empty if nobody answers to it
	 */
	static Optional<RequestedModel> resolve(String name, Configuration configuration) {
		Optional<ModelId> direct = configuration.resolve(name);
		if (direct.isPresent()) {
			return direct.map((id) -> new RequestedModel(LeaseRequest.of(id), name));
		}
		int colon = name.indexOf(':');
		if (colon <= 0) {
			return Optional.empty();
		}
		String profile = name.substring(0, colon);
		String bare = name.substring(colon + 1);
		List<ModelId> members = configuration.memberProfiles().getOrDefault(profile, List.of());
		return configuration.resolve(bare)
			.filter(members::contains)
			.map((id) -> new RequestedModel(new LeaseRequest(id, profile), bare));
	}

	/**
	 * Returns the names that an error may suggest: what listings show.
	 * @param configuration the current configuration
	 * @return ids and aliases of the listed models
	 */
	static List<String> listedNames(Configuration configuration) {
		return configuration.allModels()
			.stream()
			.filter((model) -> !model.listing().unlisted())
			.flatMap((model) -> Stream.concat(Stream.of(model.id().value()), model.listing().aliases().stream()))
			.toList();
	}

}
