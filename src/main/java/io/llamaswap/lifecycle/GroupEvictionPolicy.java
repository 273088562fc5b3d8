package io.llamaswap.lifecycle;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.llamaswap.config.GroupConfiguration;
import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * llama-swap's groups (contract 2.7 and 4.5): members of a swapping group replace one
 * another; an exclusive group stops the others, unless they are persistent. A group that
 * is not exclusive leaves even an exclusive one alone, which llama-swap does on purpose.
 */
final class GroupEvictionPolicy implements EvictionPolicy {

	private final Map<ModelId, GroupConfiguration> groups = new HashMap<>();

	GroupEvictionPolicy(Collection<GroupConfiguration> groups) {
		groups.forEach((group) -> group.members().forEach((member) -> this.groups.put(member, group)));
	}

	@Override
	public Set<ModelId> victims(LeaseRequest request, Set<ModelId> residents) {
		GroupConfiguration mine = this.groups.get(request.model());
		Set<ModelId> victims = new LinkedHashSet<>();
		for (ModelId resident : residents) {
			if (!resident.equals(request.model()) && isVictim(mine, this.groups.get(resident))) {
				victims.add(resident);
			}
		}
		return victims;
	}

	@Override
	public String reason(LeaseRequest request, ModelId victim) {
		GroupConfiguration mine = this.groups.get(request.model());
		GroupConfiguration theirs = this.groups.get(victim);
		if (mine == null || theirs == null) {
			return "one model at a time, as no group says otherwise";
		}
		if (mine.name().equals(theirs.name())) {
			return mine.name().equals(GroupConfiguration.DEFAULT) ? "one model at a time, as no group says otherwise"
					: "group " + mine.name() + " runs one of its members at a time";
		}
		return mine.name().equals(GroupConfiguration.DEFAULT) ? "a model in no group runs without other groups"
				: "group " + mine.name() + " is exclusive";
	}

	private static boolean isVictim(@Nullable GroupConfiguration mine, @Nullable GroupConfiguration theirs) {
		return mine == null || theirs == null || mine.stops(theirs);
	}

}
