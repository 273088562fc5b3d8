package io.llamaswap.matrix;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.llamaswap.model.ModelId;

/**
 * All sets of a matrix with names resolved, in the order of the file. Immutable; every
 * reference names a set and there is no circle.
 */
public final class MatrixSets {

	/** Far above what the targets of one selector can need, so that no file can stall. */
	private static final int MAX_COMBINATIONS = 512;

	private final Map<String, MatrixExpression> sets;

	private final Map<String, ModelId> names;

	/**
	 * Creates checked sets.
	 * @param sets expressions by name, in the order of the file
	 * @param names the model that each variable or id means
	 * @throws IllegalArgumentException if a name or set is unknown, or sets form a circle
	 */
	public MatrixSets(Map<String, MatrixExpression> sets, Map<String, ModelId> names) {
		this.sets = Collections.unmodifiableMap(new LinkedHashMap<>(sets));
		this.names = Map.copyOf(names);
		Set<String> circular = circular(sets);
		if (!circular.isEmpty()) {
			throw new IllegalArgumentException("matrix sets refer in a circle: " + circular);
		}
		sets.values().forEach((expression) -> leaves(expression).forEach(this::check));
	}

	private void check(MatrixExpression leaf) {
		if (leaf instanceof MatrixExpression.Name name && !this.names.containsKey(name.name())) {
			throw new IllegalArgumentException("matrix names no model: " + name.name());
		}
		if (leaf instanceof MatrixExpression.Reference reference && !this.sets.containsKey(reference.set())) {
			throw new IllegalArgumentException("matrix names no set: " + reference.set());
		}
	}

	/**
	 * Returns the expressions.
	 * @return expressions by name, in the order of the file
	 */
	public Map<String, MatrixExpression> expressions() {
		return this.sets;
	}

	/**
	 * Returns the model that a name of an expression means.
	 * @param name a variable or id that occurs in an expression
	 * @return the model
	 */
	public ModelId model(MatrixExpression.Name name) {
		ModelId model = this.names.get(name.name());
		if (model == null) {
			throw new IllegalArgumentException("matrix names no model: " + name.name());
		}
		return model;
	}

	/**
	 * Returns every model that some set holds.
	 * @return models in the order of their first mention
	 */
	public Set<ModelId> models() {
		Set<ModelId> models = new LinkedHashSet<>();
		for (MatrixExpression expression : this.sets.values()) {
			for (MatrixExpression leaf : leaves(expression)) {
				if (leaf instanceof MatrixExpression.Name name) {
					models.add(model(name));
				}
			}
		}
		return models;
	}

	/**
	 * Tells whether some set allows all of these models at once. Never enumerates a
	 * product: only what a combination means for these models counts.
	 * @param wanted the models
	 * @return {@code true} if they may run together
	 */
	public boolean allowTogether(Set<ModelId> wanted) {
		List<ModelId> order = List.copyOf(wanted);
		Map<String, Set<Set<ModelId>>> known = new LinkedHashMap<>();
		return this.sets.keySet().stream().anyMatch((set) -> project(set, order, known).contains(wanted));
	}

	private Set<Set<ModelId>> project(String set, List<ModelId> wanted, Map<String, Set<Set<ModelId>>> known) {
		Set<Set<ModelId>> projection = known.get(set);
		if (projection == null) {
			projection = project(this.sets.getOrDefault(set, new MatrixExpression.Alternatives(List.of())), wanted,
					known);
			known.put(set, projection);
		}
		return projection;
	}

	private Set<Set<ModelId>> project(MatrixExpression expression, List<ModelId> wanted,
			Map<String, Set<Set<ModelId>>> known) {
		if (expression instanceof MatrixExpression.Name name) {
			ModelId model = model(name);
			return Set.of(wanted.contains(model) ? Set.of(model) : Set.of());
		}
		if (expression instanceof MatrixExpression.Reference reference) {
			return project(reference.set(), wanted, known);
		}
		if (expression instanceof MatrixExpression.Alternatives alternatives) {
			Set<Set<ModelId>> all = new HashSet<>();
			alternatives.parts().forEach((part) -> all.addAll(project(part, wanted, known)));
			return largest(all);
		}
		Set<Set<ModelId>> united = Set.of(Set.of());
		for (MatrixExpression part : ((MatrixExpression.Together) expression).parts()) {
			united = unite(united, project(part, wanted, known));
		}
		return united;
	}

	private static Set<Set<ModelId>> unite(Set<Set<ModelId>> left, Set<Set<ModelId>> right) {
		Set<Set<ModelId>> united = new HashSet<>();
		for (Set<ModelId> one : left) {
			for (Set<ModelId> other : right) {
				Set<ModelId> both = new HashSet<>(one);
				both.addAll(other);
				united.add(both);
			}
		}
		return largest(united);
	}

	// What another combination holds as well cannot help to hold everything.
	private static Set<Set<ModelId>> largest(Set<Set<ModelId>> sets) {
		return sets.stream()
			.filter((set) -> sets.stream().noneMatch((other) -> other.size() > set.size() && other.containsAll(set)))
			.limit(MAX_COMBINATIONS)
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Returns the names and references of an expression.
	 * @param expression the expression
	 * @return its leaves in the order of the text
	 */
	public static List<MatrixExpression> leaves(MatrixExpression expression) {
		List<MatrixExpression> parts = List.of();
		if (expression instanceof MatrixExpression.Together together) {
			parts = together.parts();
		}
		else if (expression instanceof MatrixExpression.Alternatives alternatives) {
			parts = alternatives.parts();
		}
		else {
			return List.of(expression);
		}
		List<MatrixExpression> leaves = new ArrayList<>();
		parts.forEach((part) -> leaves.addAll(leaves(part)));
		return leaves;
	}

	/**
	 * Finds the sets that can never be written out because they refer in a circle.
	 * @param sets all expressions; references to unknown sets are ignored
	 * @return the names of the sets in a circle, and of those that lead into one
	 */
	public static Set<String> circular(Map<String, MatrixExpression> sets) {
		Map<String, Set<String>> open = new LinkedHashMap<>();
		sets.forEach((set, expression) -> open.put(set, references(expression, sets.keySet())));
		boolean progress = true;
		while (progress) {
			Set<String> closed = new HashSet<>();
			open.forEach((set, references) -> {
				if (references.stream().noneMatch(open::containsKey)) {
					closed.add(set);
				}
			});
			progress = open.keySet().removeAll(closed);
		}
		return new LinkedHashSet<>(open.keySet());
	}

	private static Set<String> references(MatrixExpression expression, Set<String> sets) {
		Set<String> references = new HashSet<>();
		for (MatrixExpression leaf : leaves(expression)) {
			if (leaf instanceof MatrixExpression.Reference reference && sets.contains(reference.set())) {
				references.add(reference.set());
			}
		}
		return references;
	}

}
