package io.llamaswap.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import io.llamaswap.config.yaml.YamlScalar;
import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * Every name that local models answer to, while it is being collected.
 */
final class Names {

	private final Problems problems;

	private final Map<String, ModelId> names = new LinkedHashMap<>();

	private final Map<String, YamlScalar> aliases = new HashMap<>();

	Names(Problems problems) {
		this.problems = problems;
	}

	void add(YamlScalar id) {
		this.names.put(id.text(), new ModelId(id.text()));
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
