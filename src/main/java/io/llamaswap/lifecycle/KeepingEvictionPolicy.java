package io.llamaswap.lifecycle;

import java.util.LinkedHashSet;
import java.util.Set;

import io.llamaswap.model.ModelId;

/**
 * Models that are kept loaded, outside another rule: they never make room for anybody,
 * and none has to make room for them, so that the order in which they come does not
 * matter.
 */
final class KeepingEvictionPolicy implements EvictionPolicy {

	private final Set<ModelId> kept;

	private final EvictionPolicy others;

	KeepingEvictionPolicy(Set<ModelId> kept, EvictionPolicy others) {
		this.kept = Set.copyOf(kept);
		this.others = others;
	}

	Set<ModelId> kept() {
		return this.kept;
	}

	EvictionPolicy others() {
		return this.others;
	}

	@Override
	public Set<ModelId> victims(LeaseRequest request, Set<ModelId> residents) {
		return isOutside(request) ? Set.of() : this.others.victims(request, withoutKept(residents));
	}

	@Override
	public Set<ModelId> outstayers(LeaseRequest request, Set<ModelId> residents) {
		return isOutside(request) ? Set.of() : this.others.outstayers(request, withoutKept(residents));
	}

	@Override
	public Set<ModelId> companions(LeaseRequest request) {
		return this.others.companions(request);
	}

	@Override
	public boolean keeps(ModelId model) {
		return this.kept.contains(model);
	}

	@Override
	public String reason(LeaseRequest request, ModelId victim) {
		return this.others.reason(request, victim);
	}

	// Through a profile it is the profile that decides who goes.
	private boolean isOutside(LeaseRequest request) {
		return request.profile() == null && this.kept.contains(request.model());
	}

	private Set<ModelId> withoutKept(Set<ModelId> residents) {
		Set<ModelId> rest = new LinkedHashSet<>(residents);
		rest.removeAll(this.kept);
		return rest;
	}

}
