package io.llamaswap.lifecycle;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * llama-swap's early rule (contract 10.2): one model at a time, unless it is asked for
 * through a profile, whose members run together.
 */
final class ProfileEvictionPolicy implements EvictionPolicy {

	private final Map<String, Set<ModelId>> members;

	ProfileEvictionPolicy(Map<String, List<ModelId>> profiles) {
		Map<String, Set<ModelId>> copy = new LinkedHashMap<>();
		profiles.forEach((name, models) -> copy.put(name, new LinkedHashSet<>(models)));
		this.members = copy;
	}

	@Override
	public Set<ModelId> victims(LeaseRequest request, Set<ModelId> residents) {
		Set<ModelId> victims = new LinkedHashSet<>(residents);
		victims.removeAll(membersOf(request.profile()));
		victims.remove(request.model());
		return victims;
	}

	@Override
	public Set<ModelId> companions(LeaseRequest request) {
		Set<ModelId> companions = new LinkedHashSet<>(membersOf(request.profile()));
		companions.remove(request.model());
		return companions;
	}

	private Set<ModelId> membersOf(@Nullable String profile) {
		return (profile != null) ? this.members.getOrDefault(profile, Set.of()) : Set.of();
	}

}
