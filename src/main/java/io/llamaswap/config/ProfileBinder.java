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

	private final Section root;

	private final Names names;

	private final Targets targets;

	ProfileBinder(Section root, Names names, Targets targets) {
		this.root = root;
		this.names = names;
		this.targets = targets;
	}

	/**
	 * Binds the early, list-style profiles.
	 * @return members by profile, in the order of the file
	 */
	Map<String, List<ModelId>> members() {
		List<YamlMapping.Entry> entries = this.root.named("profiles", "mapping of profiles");
		Map<String, List<ModelId>> profiles = new LinkedHashMap<>();
		boolean pins = entries.stream().anyMatch((entry) -> entry.value() instanceof YamlMapping);
		for (YamlMapping.Entry entry : entries) {
			if (entry.value() instanceof YamlSequence list) {
				profiles.put(entry.key().text(), members(entry.key(), list));
				if (pins) {
					this.root.problems()
						.warn(entry.key().position(), path(entry.key()),
								"this profile is a list (the early meaning) and others have pins (the later one); both work",
								"one of the two shapes");
				}
			}
		}
		return profiles;
	}

	/**
	 * Binds the later, mapping-style profiles.
	 * @return profiles by name, in the order of the file
	 */
	Map<String, PinProfileConfiguration> pins() {
		Map<String, PinProfileConfiguration> profiles = new LinkedHashMap<>();
		for (YamlMapping.Entry entry : this.root.named("profiles", "mapping of profiles")) {
			String name = entry.key().text();
			if (name.isBlank()) {
				this.root.problems().error(entry.key().position(), "profiles", "a profile without a name", "a name");
			}
			if (entry.value() instanceof YamlMapping mapping) {
				Section section = this.root.below("profiles", entry.key(), mapping);
				profiles.put(name, new PinProfileConfiguration(name, section.text("description", ""), pins(section)));
				section.close();
			}
			else if (!(entry.value() instanceof YamlSequence)) {
				this.root.problems()
					.error(entry.value().position(), path(entry.key()),
							entry.value().describe() + " where a profile is wanted",
							"a list of models, or a mapping with pins");
			}
		}
		return profiles;
	}

	private Map<String, String> pins(Section section) {
		Map<String, String> pins = new LinkedHashMap<>();
		for (YamlMapping.Entry entry : section.named("pins", "mapping of strings")) {
			String pin = entry.key().text();
			String path = section.path("pins") + "." + pin;
			if (pin.isBlank()) {
				this.root.problems().error(entry.key().position(), path, "a pin without a name", "a name");
			}
			if (this.targets.isQualified(pin)) {
				this.root.problems()
					.error(entry.key().position(), path, "a peer has this name", "a name that is no peer/model");
			}
			pins.put(pin, target(entry, path));
		}
		if (pins.isEmpty()) {
			this.root.problems()
				.error(section.at("pins"), section.path("pins"), "the profile has no pin", "at least one pin");
		}
		return pins;
	}

	private String target(YamlMapping.Entry entry, String path) {
		if (!(entry.value() instanceof YamlScalar target)) {
			this.root.problems()
				.error(entry.value().position(), path, entry.value().describe() + " where a model is wanted",
						"a model, an alias, a model of a peer or a selector");
			return "";
		}
		if (target.isNull() || target.text().isEmpty()) {
			return "";
		}
		if (!this.targets.isSelector(target.text())) {
			this.targets.resolve(target, path);
		}
		return target.text();
	}

	private static String path(YamlScalar profile) {
		return "profiles." + profile.text();
	}

	private List<ModelId> members(YamlScalar profile, YamlSequence list) {
		List<ModelId> members = new ArrayList<>();
		for (YamlNode item : list.items()) {
			if (!(item instanceof YamlScalar member)) {
				this.root.problems()
					.error(item.position(), path(profile), item.describe() + " where a model is wanted", "a model id");
				continue;
			}
			ModelId id = this.names.find(member.text());
			if (id == null) {
				this.root.problems()
					.warn(member.position(), path(profile), "\"" + member.text() + "\" is no model, so it is left out",
							"a model id or an alias", NearMiss.ask(member.text(), this.names.asMap().keySet()));
			}
			else if (!members.contains(id)) {
				members.add(id);
			}
		}
		return List.copyOf(members);
	}

}
