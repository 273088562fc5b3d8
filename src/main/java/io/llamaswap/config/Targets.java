package io.llamaswap.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.llamaswap.config.yaml.Position;
import io.llamaswap.config.yaml.YamlScalar;
import io.llamaswap.model.ModelId;

/**
 * Everything that a pin or a selector may point at: local names, names of peers,
 * selectors (contract 2.9 to 2.11).
 */
final class Targets {

	private final Names names;

	private final Problems problems;

	private final Set<String> qualified = new HashSet<>();

	private final Map<String, Integer> bare = new HashMap<>();

	private final Set<String> selectors = new HashSet<>();

	Targets(Names names, Problems problems) {
		this.names = names;
		this.problems = problems;
	}

	/**
	 * Adds a model of a peer under its qualified and its bare name.
	 * @param peer id of the peer
	 * @param model the model as written
	 * @param path its key path
	 */
	void addPeerModel(String peer, YamlScalar model, String path) {
		String name = peer + "/" + model.text();
		if (this.names.find(name) != null) {
			this.problems.error(model.position(), path, "the name \"" + name + "\" belongs to a local model or alias",
					"another name of the peer or model");
		}
		if (!this.qualified.add(name)) {
			this.problems.error(model.position(), path, "the name \"" + name + "\" belongs to another peer",
					"another name of the peer or model");
		}
		this.bare.merge(model.text(), 1, Integer::sum);
	}

	void addSelector(YamlScalar id, String path) {
		if (id.text().isBlank()) {
			this.problems.error(id.position(), path, "a selector without an id", "an id of at least one character");
		}
		else if (this.names.find(id.text()) != null || this.qualified.contains(id.text())) {
			this.problems.error(id.position(), path, "a model, an alias or a peer has this name",
					"a name that is free");
		}
		this.selectors.add(id.text());
	}

	boolean isQualified(String name) {
		return this.qualified.contains(name);
	}

	boolean isSelector(String name) {
		return this.selectors.contains(name);
	}

	Optional<ModelId> local(String name) {
		return Optional.ofNullable(this.names.find(name));
	}

	/**
	 * Finds what a target means, and reports if it means nothing.
	 * @param target the target as written
	 * @param path its key path
	 * @return a text that two names share if and only if they mean the same, or empty
	 */
	Optional<String> resolve(YamlScalar target, String path) {
		return resolve(target.text(), target.position(), path);
	}

	/**
	 * Finds what a name means, and reports if it means nothing.
	 * @param name the name as written
	 * @param position where it stands
	 * @param path its key path
	 * @return a text that two names share if and only if they mean the same, or empty
	 */
	Optional<String> resolve(String name, Position position, String path) {
		Optional<ModelId> local = local(name);
		if (local.isPresent()) {
			return Optional.of("local " + local.get());
		}
		if (this.qualified.contains(name)) {
			return Optional.of("peer " + name);
		}
		int peers = this.bare.getOrDefault(name, 0);
		if (peers == 1) {
			return this.qualified.stream().filter((full) -> full.endsWith("/" + name)).findFirst().map("peer "::concat);
		}
		this.problems.error(position, path,
				(peers > 1) ? "\"" + name + "\" is offered by " + peers + " peers" : "\"" + name + "\" is unknown",
				(peers > 1) ? "peer/model" : "a model, an alias or a model of a peer",
				NearMiss.ask(name, everything()));
		return Optional.empty();
	}

	private Set<String> everything() {
		Set<String> all = new HashSet<>(this.names.asMap().keySet());
		all.addAll(this.qualified);
		all.addAll(this.bare.keySet());
		all.addAll(this.selectors);
		return all;
	}

}
