package io.llamaswap.lifecycle;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * llama-swap's early profiles (contract 10.2) on top of another rule: what is asked for
 * through a profile runs together with that profile's members and nobody else; a bare
 * model goes by the other rule.
 */
final class ProfileEvictionPolicy implements EvictionPolicy {

	private final Map<String, Set<ModelId>> members;

	private final EvictionPolicy bare;

	ProfileEvictionPolicy(Map<String, List<ModelId>> profiles, EvictionPolicy bare) {
		this.bare = bare;
		Map<String, Set<ModelId>> copy = new LinkedHashMap<>();
		profiles.forEach((name, models) -> copy.put(name, new LinkedHashSet<>(models)));
		this.members = copy;
	}

	@Override
	public Set<ModelId> victims(LeaseRequest request, Set<ModelId> residents) {
		return isThroughProfile(request) ? outsiders(request, residents) : this.bare.victims(request, residents);
	}

	@Override
	public Set<ModelId> outstayers(LeaseRequest request, Set<ModelId> residents) {
		return isThroughProfile(request) ? outsiders(request, residents) : this.bare.outstayers(request, residents);
	}

	@Override
	public Set<ModelId> companions(LeaseRequest request) {
		Set<ModelId> companions = new LinkedHashSet<>(membersOf(request.profile()));
		companions.remove(request.model());
		return companions;
	}

	// A request may outlive its profile in the queue, over a reload.
	private boolean isThroughProfile(LeaseRequest request) {
		return request.profile() != null && this.members.containsKey(request.profile());
	}

	@Override
	public String reason(LeaseRequest request, ModelId victim) {
		return isThroughProfile(request) ? ("not a member of profile " + request.profile())
				: this.bare.reason(request, victim);
	}

	private Set<ModelId> outsiders(LeaseRequest request, Set<ModelId> residents) {
		Set<ModelId> outsiders = new LinkedHashSet<>(residents);
		outsiders.removeAll(membersOf(request.profile()));
		outsiders.remove(request.model());
		return outsiders;
	}

	private Set<ModelId> membersOf(@Nullable String profile) {
		return (profile != null) ? this.members.getOrDefault(profile, Set.of()) : Set.of();
	}

}
