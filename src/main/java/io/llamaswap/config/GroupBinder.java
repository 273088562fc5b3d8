package io.llamaswap.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.llamaswap.config.yaml.YamlScalar;
import io.llamaswap.model.ModelId;

/**
 * Gives types to {@code groups} and finds the group of every model.
 */
final class GroupBinder {

	private final Section place;

	private final Names names;

	private final Map<ModelId, YamlScalar> grouped = new HashMap<>();

	GroupBinder(Section place, Names names) {
		this.place = place;
		this.names = names;
	}

	Map<String, GroupConfiguration> bind() {
		Map<String, GroupConfiguration> groups = all();
		groups.values().forEach((group) -> warnIfOrderDecides(group, groups.values()));
		return groups;
	}

	// R14: llama-swap's rule, and so ours, but not what anybody expects.
	private void warnIfOrderDecides(GroupConfiguration group, Collection<GroupConfiguration> all) {
		boolean canBeStopped = all.stream().anyMatch((other) -> other.exclusive() && !other.members().isEmpty());
		if (!group.exclusive() && !group.persistent() && !group.members().isEmpty() && canBeStopped) {
			this.place.problems()
				.warn(this.place.at("groups"), this.place.path("groups") + "." + group.name(),
						"loading a member stops no exclusive group, but an exclusive group stops this one, so it depends "
								+ "on the order what runs together",
						"persistent: true, for what may always stay, or exclusive: true");
		}
	}

	private Map<String, GroupConfiguration> all() {
		Map<String, GroupConfiguration> groups = new LinkedHashMap<>();
		this.place.sections("groups").forEach((name, section) -> groups.put(name, group(name, section)));
		List<ModelId> others = new ArrayList<>(this.names.ids());
		others.removeAll(this.grouped.keySet());
		GroupConfiguration own = groups.get(GroupConfiguration.DEFAULT);
		if (own == null) {
			groups.put(GroupConfiguration.DEFAULT,
					new GroupConfiguration(GroupConfiguration.DEFAULT, true, true, false, others));
			return groups;
		}
		this.place.problems()
			.warn(this.place.at("groups"), this.place.path("groups") + "." + GroupConfiguration.DEFAULT,
					"models without a group join this group; llama-swap would forget its members", "another name");
		List<ModelId> all = new ArrayList<>(own.members());
		all.addAll(others);
		groups.put(own.name(), new GroupConfiguration(own.name(), own.swap(), own.exclusive(), own.persistent(), all));
		return groups;
	}

	private GroupConfiguration group(String name, Section section) {
		GroupConfiguration group = new GroupConfiguration(name, section.flag("swap", true),
				section.flag("exclusive", true), section.flag("persistent", false), members(section));
		section.close();
		return group;
	}

	private List<ModelId> members(Section section) {
		List<ModelId> members = new ArrayList<>();
		String path = section.path("members");
		for (YamlScalar member : section.texts("members")) {
			ModelId id = this.names.require(member, path);
			if (id == null) {
				continue;
			}
			YamlScalar earlier = this.grouped.putIfAbsent(id, member);
			if (earlier != null) {
				section.problems()
					.error(member.position(), path, "the model " + id + " is already a member of a group",
							"one group per model (the first is in line " + earlier.position().line() + ")");
				continue;
			}
			this.names.warnIfAlias(member, id, path, "llama-swap starts a second server for a member given by alias");
			members.add(id);
		}
		return members;
	}

}
