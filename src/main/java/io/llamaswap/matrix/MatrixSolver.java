package io.llamaswap.matrix;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToIntFunction;

import io.llamaswap.model.ModelId;

/**
 * Chooses who has to go when a model is wanted: of all allowed combinations that hold it,
 * the one that costs least to get to; a tie goes to the earlier set and the earlier
 * alternative (contract 2.7). Looks only at the wanted model and those that run, never at
 * the whole product. Immutable.
 */
public final class MatrixSolver {

	private final MatrixSets sets;

	private final ToIntFunction<ModelId> evictCost;

	/** Who is named in a set at all: most sets need no closer look. */
	private final Map<String, Set<ModelId>> mentioned = new HashMap<>();

	/**
	 * Makes a solver.
	 * @param sets the sets, in the order of the file
	 * @param evictCost what stopping a model costs, at least 1
	 */
	public MatrixSolver(MatrixSets sets, ToIntFunction<ModelId> evictCost) {
		this.sets = sets;
		this.evictCost = evictCost;
		sets.expressions().forEach((name, expression) -> {
			Set<ModelId> models = new LinkedHashSet<>();
			collect(expression, models);
			this.mentioned.put(name, models);
		});
	}

	private void collect(MatrixExpression expression, Set<ModelId> models) {
		if (expression instanceof MatrixExpression.Name name) {
			models.add(this.sets.model(name));
		}
		else if (expression instanceof MatrixExpression.Reference reference) {
			MatrixExpression referred = this.sets.expressions().get(reference.set());
			if (referred != null) {
				collect(referred, models);
			}
		}
		else if (expression instanceof MatrixExpression.Alternatives alternatives) {
			alternatives.parts().forEach((part) -> collect(part, models));
		}
		else if (expression instanceof MatrixExpression.Together together) {
			together.parts().forEach((part) -> collect(part, models));
		}
	}

	/**
	 * Chooses the models to stop.
	 * @param wanted a model that does not run
	 * @param running models that run, without the wanted one
	 * @return those of the running that have no place beside it: all of them if it is in
	 * no set
	 */
	public Choice choose(ModelId wanted, Set<ModelId> running) {
		List<ModelId> order = new ArrayList<>(running);
		order.add(wanted);
		Projection projection = new Projection(order);
		List<BitSet> best = List.of();
		String from = "";
		long lowest = Long.MAX_VALUE;
		for (String set : this.sets.expressions().keySet()) {
			if (lowest == 0 || !this.mentioned.getOrDefault(set, Set.of()).contains(wanted)) {
				continue;
			}
			List<BitSet> found = projection.of(set);
			long cost = found.stream().mapToLong(projection::cost).min().orElse(Long.MAX_VALUE);
			if (cost < lowest) {
				lowest = cost;
				from = set;
				best = found.stream().filter((combination) -> projection.cost(combination) == cost).toList();
			}
		}
		BitSet kept = (best.size() > 1) ? projection.earliest(from, lowest)
				: (best.isEmpty() ? new BitSet() : best.get(0));
		return new Choice(from, outside(kept, order, running));
	}

	private static Set<ModelId> outside(BitSet kept, List<ModelId> order, Set<ModelId> running) {
		Set<ModelId> outside = new LinkedHashSet<>(running);
		kept.stream().mapToObj(order::get).forEach(outside::remove);
		return outside;
	}

	/**
	 * What was chosen.
	 *
	 * @param set the set of the cheapest combination, {@code ""} if the wanted model is
	 * in none
	 * @param evicted those of the running models that it has no place for
	 */
	public record Choice(String set, Set<ModelId> evicted) {

		/**
		 * Copies the models.
		 * @param set the set
		 * @param evicted the models
		 */
		public Choice {
			evicted = Collections.unmodifiableSet(new LinkedHashSet<>(evicted));
		}

	}

	/**
	 * What the combinations of a set mean for a few models, each model a bit, the last of
	 * them the wanted one.
	 */
	private final class Projection {

		private final List<ModelId> models;

		private final Map<String, List<BitSet>> known = new HashMap<>();

		Projection(List<ModelId> models) {
			this.models = models;
		}

		List<BitSet> of(String set) {
			List<BitSet> found = this.known.get(set);
			if (found == null) {
				MatrixExpression expression = MatrixSolver.this.sets.expressions().get(set);
				found = (expression != null) ? of(expression) : List.of();
				this.known.put(set, found);
			}
			return found;
		}

		private List<BitSet> of(MatrixExpression expression) {
			if (expression instanceof MatrixExpression.Name name) {
				return List.of(leaf(MatrixSolver.this.sets.model(name)));
			}
			if (expression instanceof MatrixExpression.Reference reference) {
				return of(reference.set());
			}
			if (expression instanceof MatrixExpression.Alternatives alternatives) {
				Set<BitSet> all = new LinkedHashSet<>();
				alternatives.parts().forEach((part) -> all.addAll(of(part)));
				return withoutDominated(all);
			}
			List<BitSet> united = List.of(new BitSet());
			for (MatrixExpression part : ((MatrixExpression.Together) expression).parts()) {
				united = unite(united, of(part));
			}
			return united;
		}

		private BitSet leaf(ModelId model) {
			BitSet leaf = new BitSet();
			int index = this.models.indexOf(model);
			if (index >= 0) {
				leaf.set(index);
			}
			return leaf;
		}

		private List<BitSet> unite(List<BitSet> left, List<BitSet> right) {
			Set<BitSet> united = new LinkedHashSet<>();
			for (BitSet one : left) {
				for (BitSet other : right) {
					BitSet both = (BitSet) one.clone();
					both.or(other);
					united.add(both);
				}
			}
			return withoutDominated(united);
		}

		long cost(BitSet kept) {
			if (!kept.get(this.models.size() - 1)) {
				return Long.MAX_VALUE;
			}
			long cost = 0;
			for (int i = kept.nextClearBit(0); i < this.models.size(); i = kept.nextClearBit(i + 1)) {
				cost += MatrixSolver.this.evictCost.applyAsInt(this.models.get(i));
			}
			return cost;
		}

		/**
		 * Finds the earliest combination that costs so much. Those that were dropped on
		 * the way may have been as good and earlier, so each choice is made anew: the
		 * first alternative from which that cost can still be reached.
		 * @param set the set
		 * @param cost the least that a combination of it costs
		 * @return the combination
		 */
		BitSet earliest(String set, long cost) {
			Deque<MatrixExpression> rest = new ArrayDeque<>(List.of(new MatrixExpression.Reference(set, 0)));
			BitSet chosen = new BitSet();
			while (!rest.isEmpty()) {
				MatrixExpression next = rest.pop();
				if (next instanceof MatrixExpression.Name name) {
					chosen.or(leaf(MatrixSolver.this.sets.model(name)));
				}
				else if (next instanceof MatrixExpression.Reference reference) {
					rest.push(Objects.requireNonNull(MatrixSolver.this.sets.expressions().get(reference.set())));
				}
				else if (next instanceof MatrixExpression.Together together) {
					List<MatrixExpression> parts = together.parts();
					for (int i = parts.size() - 1; i >= 0; i--) {
						rest.push(parts.get(i));
					}
				}
				else {
					rest.push(firstThatReaches(cost, ((MatrixExpression.Alternatives) next).parts(), chosen, rest));
				}
			}
			return chosen;
		}

		private MatrixExpression firstThatReaches(long cost, List<MatrixExpression> parts, BitSet chosen,
				Deque<MatrixExpression> rest) {
			List<BitSet> others = List.of(chosen);
			for (MatrixExpression other : rest) {
				others = unite(others, of(other));
			}
			for (MatrixExpression part : parts) {
				if (unite(others, of(part)).stream().anyMatch((combination) -> cost(combination) == cost)) {
					return part;
				}
			}
			throw new IllegalStateException("no alternative reaches the cost that was found");
		}

		// Who keeps less than another never costs less.
		private List<BitSet> withoutDominated(Collection<BitSet> combinations) {
			return combinations.stream()
				.filter((one) -> combinations.stream().noneMatch((other) -> isLarger(other, one)))
				.toList();
		}

		private boolean isLarger(BitSet large, BitSet small) {
			if (large.cardinality() <= small.cardinality()) {
				return false;
			}
			BitSet missing = (BitSet) small.clone();
			missing.andNot(large);
			return missing.isEmpty();
		}

	}

}
