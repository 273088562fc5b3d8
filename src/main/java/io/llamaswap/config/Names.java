package io.llamaswap.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.llamaswap.config.yaml.YamlScalar;
import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * Every name that local models answer to, while it is being collected.
 */
final class Names {

	private final Problems problems;

	private final Map<String, ModelId> names = new LinkedHashMap<>();

	private final Set<ModelId> ids = new LinkedHashSet<>();

	private final Map<String, YamlScalar> aliases = new HashMap<>();

	Names(Problems problems) {
		this.problems = problems;
	}

	void add(YamlScalar id) {
		ModelId model = new ModelId(id.text());
		this.ids.add(model);
		this.names.put(id.text(), model);
	}

	/**
	 * Adds an alias and reports what is wrong with it.
	 * @param alias the alias
	 * @param model whose alias it is
	 * @param path its key path
	 */
	void addAlias(YamlScalar alias, ModelId model, String path) {
		String name = alias.text();
		if (name.isEmpty()) {
			this.problems.warn(alias.position(), path, "an empty alias names nothing", "a name");
			return;
		}
		YamlScalar earlier = this.aliases.putIfAbsent(name, alias);
		if (earlier != null) {
			this.problems.error(alias.position(), path, "the alias \"" + name + "\" is used twice",
					"one model per alias (the first use is in line " + earlier.position().line() + ")");
			return;
		}
		ModelId owner = this.names.putIfAbsent(name, model);
		if (owner != null && !owner.equals(model)) {
			this.problems.warn(alias.position(), path,
					"the alias \"" + name + "\" is dead: a model has this id, and ids win", "a name that no model has");
		}
	}

	/**
	 * Adds a key of {@code setParamsByID}, which is a name of its model too.
	 * @param key the key
	 * @param model its model
	 * @param path its key path
	 */
	void addVariant(YamlScalar key, ModelId model, String path) {
		String name = key.text();
		ModelId owner = this.names.putIfAbsent(name, model);
		if (name.isEmpty() || owner == null || owner.equals(model)) {
			return;
		}
		String what = owner.value().equals(name) ? "the id of another model" : "an alias of the model " + owner;
		this.problems.error(key.position(), path, "\"" + name + "\" is " + what, "a name that is free");
	}

	/**
	 * Finds a local model and reports if there is none.
	 * @param name its id or alias
	 * @param path key path of the place
	 * @return the real id, or {@code null}
	 */
	@Nullable ModelId require(YamlScalar name, String path) {
		ModelId id = find(name.text());
		if (id == null) {
			this.problems.error(name.position(), path, "\"" + name.text() + "\" is no model", "a model id",
					NearMiss.ask(name.text(), this.names.keySet()));
		}
		return id;
	}

	/**
	 * Finds a local model by its real id and reports if there is none.
	 * @param name its id
	 * @param path key path of the place
	 * @return the real id, or {@code null}
	 */
	@Nullable ModelId requireRealId(YamlScalar name, String path) {
		ModelId id = require(name, path);
		if (id != null && !id.value().equals(name.text())) {
			this.problems.error(name.position(), path, "\"" + name.text() + "\" is an alias", "the model id",
					"Did you mean \"" + id + "\"?");
			return null;
		}
		return id;
	}

	/**
	 * Warns where llama-swap would not take an alias for its model.
	 * @param name what was written
	 * @param id the model that it means
	 * @param path key path of the place
	 * @param otherwise what llama-swap does
	 */
	void warnIfAlias(YamlScalar name, ModelId id, String path, String otherwise) {
		if (!id.value().equals(name.text())) {
			this.problems.warn(name.position(), path,
					"\"" + name.text() + "\" is an alias of \"" + id + "\"; " + otherwise, "the model id");
		}
	}

	Set<ModelId> ids() {
		return this.ids;
	}

	/**
	 * Finds who answers to a name.
	 * @param name the name
	 * @return the real id, or {@code null}
	 */
	@Nullable ModelId find(String name) {
		return this.names.get(name);
	}

	Map<String, ModelId> asMap() {
		return this.names;
	}

}
