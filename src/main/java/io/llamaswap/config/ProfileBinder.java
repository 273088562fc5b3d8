package io.llamaswap.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.llamaswap.config.yaml.YamlMapping;
import io.llamaswap.config.yaml.YamlNode;
import io.llamaswap.config.yaml.YamlScalar;
import io.llamaswap.config.yaml.YamlSequence;
import io.llamaswap.model.ModelId;

/**
 * Gives types to {@code profiles}, which have two meanings told apart by their shape: a
 * list is the early one, a mapping with pins the later one (contract 2.8 and 10.2).
 */
final class ProfileBinder {

	private final Names names;

	ProfileBinder(Names names) {
		this.names = names;
	}

	/**
	 * Binds the early, list-style profiles.
	 * @param root the root section
	 * @return members by profile, in the order of the file
	 */
	Map<String, List<ModelId>> members(Section root) {
		Map<String, List<ModelId>> profiles = new LinkedHashMap<>();
		for (YamlMapping.Entry entry : root.named("profiles", "mapping of profiles")) {
			if (entry.value() instanceof YamlSequence list) {
				profiles.put(entry.key().text(), members(root, entry.key(), list));
			}
		}
		return profiles;
	}

	private List<ModelId> members(Section root, YamlScalar profile, YamlSequence list) {
		String path = "profiles." + profile.text();
		List<ModelId> members = new ArrayList<>();
		for (YamlNode item : list.items()) {
			if (!(item instanceof YamlScalar member)) {
				root.problems()
					.error(item.position(), path, item.describe() + " where a model is wanted", "a model id");
				continue;
			}
			ModelId id = this.names.find(member.text());
			if (id == null) {
				root.problems()
					.warn(member.position(), path, "\"" + member.text() + "\" is no model, so it is left out",
							"a model id or an alias", NearMiss.ask(member.text(), this.names.asMap().keySet()));
			}
			else if (!members.contains(id)) {
				members.add(id);
			}
		}
		return List.copyOf(members);
	}

}
