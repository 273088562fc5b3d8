package io.llamaswap.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import io.llamaswap.config.yaml.Position;
import io.llamaswap.config.yaml.YamlMapping;
import io.llamaswap.config.yaml.YamlNode;
import io.llamaswap.config.yaml.YamlScalar;
import io.llamaswap.matrix.MatrixExpression;
import io.llamaswap.matrix.MatrixParser;
import io.llamaswap.matrix.MatrixSets;
import io.llamaswap.matrix.MatrixSyntaxException;
import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * Gives types to {@code matrix}.
 */
final class MatrixBinder {

	private static final int MAX_SETS = 1_000;

	private static final Pattern VARIABLE = Pattern.compile("[A-Za-z0-9.-]{1,32}");

	private final Section section;

	private final Names names;

	private final Problems problems;

	/** Every name of an expression and the model that it means. */
	private final Map<String, ModelId> meanings = new HashMap<>();

	MatrixBinder(Section place, Names names) {
		this.section = place.section("matrix");
		this.names = names;
		this.problems = place.problems();
	}

	@Nullable MatrixConfiguration bind() {
		this.names.ids().forEach((id) -> this.meanings.put(id.value(), id));
		readVariables();
		Map<ModelId, Integer> costs = costs();
		Map<String, YamlScalar> texts = texts();
		Map<String, MatrixExpression> sets = parse(texts);
		checkNames(sets, texts);
		this.section.close();
		if (this.problems.failed()) {
			return null;
		}
		MatrixConfiguration matrix = new MatrixConfiguration(new MatrixSets(sets, this.meanings), costs);
		warnAboutOutsiders(matrix);
		return matrix;
	}

	private void readVariables() {
		for (YamlMapping.Entry entry : this.section.named("vars", "mapping of strings")) {
			String name = entry.key().text();
			String path = this.section.path("vars") + "." + name;
			if (!VARIABLE.matcher(name).matches()) {
				this.problems.error(entry.key().position(), path, "not a name of a variable",
						"1 to 32 letters, digits, \".\" and \"-\"");
				continue;
			}
			if (!(entry.value() instanceof YamlScalar target)) {
				this.problems.error(entry.value().position(), path,
						entry.value().describe() + " where a model is wanted", "a model id");
				continue;
			}
			ModelId id = this.names.requireRealId(target, path);
			if (id != null) {
				this.meanings.put(name, id);
			}
			else {
				// Its uses are no further mistakes.
				this.meanings.put(name, new ModelId("?"));
			}
		}
	}

	private Map<ModelId, Integer> costs() {
		Map<ModelId, Integer> costs = new HashMap<>();
		for (YamlMapping.Entry entry : this.section.named("evict_costs", "mapping of integers")) {
			String name = entry.key().text();
			String path = this.section.path("evict_costs") + "." + name;
			ModelId id = this.meanings.get(name);
			if (id == null) {
				this.problems.error(entry.key().position(), path, "\"" + name + "\" is no variable and no model",
						"a variable or a model id", NearMiss.ask(name, this.meanings.keySet()));
			}
			Integer cost = this.section.wholeNumber("evict_costs." + name, entry.value());
			if (cost != null && cost < 1) {
				this.problems.error(entry.value().position(), path, cost + " is too small", "1 or more");
			}
			else if (cost != null && id != null) {
				costs.put(id, cost);
			}
		}
		return costs;
	}

	private Map<String, YamlScalar> texts() {
		Map<String, YamlScalar> texts = new LinkedHashMap<>();
		for (YamlMapping.Entry entry : this.section.named("sets", "mapping of strings")) {
			YamlNode value = entry.value();
			if (value instanceof YamlScalar text) {
				texts.put(entry.key().text(), text.isNull() ? text.asString("") : text);
			}
			else {
				this.problems.error(value.position(), this.section.path("sets") + "." + entry.key().text(),
						value.describe() + " where an expression is wanted", "a text such as \"a & (b | c)\"");
			}
		}
		if (texts.isEmpty() || texts.size() > MAX_SETS) {
			this.problems.error(this.section.at("sets"), this.section.path("sets"),
					texts.isEmpty() ? "there is no set" : "there are " + texts.size() + " sets",
					"1 to " + MAX_SETS + " sets");
			return Map.of();
		}
		return texts;
	}

	private Map<String, MatrixExpression> parse(Map<String, YamlScalar> texts) {
		Map<String, MatrixExpression> sets = new LinkedHashMap<>();
		texts.forEach((name, text) -> {
			try {
				sets.put(name, MatrixParser.parse(text.text()));
			}
			catch (MatrixSyntaxException ex) {
				this.problems.error(within(text, ex.offset()), this.section.path("sets") + "." + name, ex.reason(),
						ex.expected());
			}
		});
		return sets;
	}

	private void checkNames(Map<String, MatrixExpression> sets, Map<String, YamlScalar> texts) {
		Set<String> circular = MatrixSets.circular(sets);
		sets.forEach((name, expression) -> {
			YamlScalar text = Objects.requireNonNull(texts.get(name));
			String path = this.section.path("sets") + "." + name;
			if (circular.contains(name)) {
				this.problems.error(text.position(), path, "the set refers to itself in a circle",
						"references without a circle");
			}
			MatrixSets.leaves(expression).forEach((leaf) -> checkName(leaf, text, path, texts.keySet()));
		});
	}

	private void checkName(MatrixExpression leaf, YamlScalar text, String path, Set<String> sets) {
		if (leaf instanceof MatrixExpression.Name name && !this.meanings.containsKey(name.name())) {
			ModelId alias = this.names.find(name.name());
			String suggestion = (alias != null) ? "It is an alias of \"" + alias + "\", which is no name here."
					: NearMiss.ask(name.name(), this.meanings.keySet());
			this.problems.error(within(text, name.offset()), path,
					"\"" + name.name() + "\" is no variable and no model", "a variable or a model id", suggestion);
		}
		if (leaf instanceof MatrixExpression.Reference reference && !sets.contains(reference.set())) {
			this.problems.error(within(text, reference.offset()), path, "there is no set \"" + reference.set() + "\"",
					"the name of a set", NearMiss.ask(reference.set(), sets));
		}
	}

	// Exact where the text stands as written in one line, else where it begins.
	private static Position within(YamlScalar text, int offset) {
		Position start = text.position();
		int quote = text.plain() ? 0 : 1;
		return (text.lastLine() == start.line())
				? new Position(start.file(), start.line(), start.column() + quote + offset) : start;
	}

	private void warnAboutOutsiders(MatrixConfiguration matrix) {
		Set<ModelId> inside = matrix.sets().models();
		for (ModelId id : this.names.ids()) {
			if (!inside.contains(id)) {
				this.problems.warn(this.section.position(), this.section.path("sets"),
						"the model " + id + " is in no set, so it only ever runs alone", "a set that holds it");
			}
		}
	}

}
