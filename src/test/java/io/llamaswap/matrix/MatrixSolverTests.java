package io.llamaswap.matrix;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

import io.llamaswap.model.ModelId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The worked examples of the contract (2.7), and random matrices against brute force.
 */
class MatrixSolverTests {

	@ParameterizedTest(name = "{0}: {1} beside [{2}] stops [{3}]")
	@CsvSource({ "main=a & (b | c) & d, b, a d, ''", "main=a & (b | c) & d, c, a b d, b",
			"main=a & (b | c) & d, big/one, a b, a b", "s=a | b & c, b, a, a", "s=a | b & c, c, b, ''",
			"s=a | b & c, a, b c, b c", "base=c & d; wide=+base & (a | B), big/one, a c d, a",
			"base=c & d; wide=+base & (a | B), a, c d, ''", "base=c & d; wide=+base & (a | B), c, a d, ''",
			"zz=a & b; aa=a & c, a, b c, c", "one=(a | b) & (c | d), d, a c, c", "one=(a | b) & (c | d), b, a c, a",
			"one=(a | b) & (c | d), a, b, b", "s=(a | c | a & b) & b, b, a c, c" })
	void workedExample(String sets, String wanted, String running, String stopped) throws Exception {
		assertThat(solver(sets, Map.of()).choose(new ModelId(wanted), models(running)).evicted())
			.isEqualTo(models(stopped));
	}

	@Test
	void cheapestCombinationWins() throws Exception {
		MatrixSolver solver = solver("x=b & a; y=b & c & d", Map.of("a", 10));
		assertThat(solver.choose(new ModelId("b"), models("a c d")).evicted()).isEqualTo(models("c d"));
		assertThat(solver.choose(new ModelId("b"), models("c d")).evicted()).isEmpty();
	}

	@Test
	void millionCombinationsOfMoreThan64ModelsAreDecided() throws Exception {
		List<String> factors = IntStream.range(0, 40).mapToObj((i) -> "(l" + i + " | r" + i + ")").toList();
		Map<String, ModelId> names = new LinkedHashMap<>();
		IntStream.range(0, 40).forEach((i) -> {
			names.put("l" + i, new ModelId("l" + i));
			names.put("r" + i, new ModelId("r" + i));
		});
		MatrixExpression all = MatrixParser.parse(String.join(" & ", factors));
		MatrixSolver solver = new MatrixSolver(new MatrixSets(Map.of("all", all), names), (model) -> 1);
		Set<ModelId> running = new LinkedHashSet<>();
		IntStream.range(0, 39).forEach((i) -> running.add(new ModelId("l" + i)));
		assertThat(solver.choose(new ModelId("r7"), running).evicted()).containsExactly(new ModelId("l7"));
	}

	@Test
	void agreesWithBruteForceOnRandomMatrices() {
		for (long seed = 0; seed < 5000; seed++) {
			RandomMatrix matrix = new RandomMatrix(new Random(seed));
			if (matrix.size() > 300) {
				continue;
			}
			Set<ModelId> stopped = matrix.solver().choose(matrix.wanted, matrix.running).evicted();
			assertThat(matrix.costOf(stopped)).as("cost, seed %d", seed).isEqualTo(matrix.lowestCost());
			assertThat(matrix.allows(stopped)).as("allowed, seed %d", seed).isTrue();
			assertThat(stopped).as("the earliest, seed %d: %s", seed, matrix.sets)
				.isEqualTo(matrix.firstOfTheCheapest());
		}
	}

	private static MatrixSolver solver(String text, Map<String, Integer> costs) throws MatrixSyntaxException {
		Map<String, ModelId> names = new LinkedHashMap<>();
		models("a b c d").forEach((model) -> names.put(model.value(), model));
		names.put("B", new ModelId("big/one"));
		Map<String, MatrixExpression> sets = new LinkedHashMap<>();
		for (String set : text.split("; ", -1)) {
			int equals = set.indexOf('=');
			sets.put(set.substring(0, equals), MatrixParser.parse(set.substring(equals + 1)));
		}
		return new MatrixSolver(new MatrixSets(sets, names), (model) -> costs.getOrDefault(model.value(), 1));
	}

	private static Set<ModelId> models(String ids) {
		Set<ModelId> models = new LinkedHashSet<>();
		for (String id : ids.split(" ", -1)) {
			if (!id.isBlank()) {
				models.add(new ModelId(id));
			}
		}
		return models;
	}

	/**
	 * A small matrix, and every combination of it written out.
	 */
	private static final class RandomMatrix {

		private final List<ModelId> models = new ArrayList<>(models("a b c d"));

		private final Map<String, MatrixExpression> sets = new LinkedHashMap<>();

		/** Sets to which the next may refer without a circle. */
		private final List<String> referable = new ArrayList<>();

		private final ModelId wanted;

		private final Set<ModelId> running = new LinkedHashSet<>();

		private final Random random;

		RandomMatrix(Random random) {
			this.random = random;
			int count = 1 + random.nextInt(3);
			boolean forward = random.nextBoolean();
			for (int i = 0; i < count; i++) {
				this.referable.clear();
				IntStream.range(forward ? i + 1 : 0, forward ? count : i)
					.forEach((other) -> this.referable.add("s" + other));
				this.sets.put("s" + i, expression(2));
			}
			this.wanted = any();
			this.models.stream()
				.filter((model) -> !model.equals(this.wanted) && random.nextBoolean())
				.forEach(this.running::add);
		}

		MatrixSolver solver() {
			Map<String, ModelId> names = new LinkedHashMap<>();
			this.models.forEach((model) -> names.put(model.value(), model));
			return new MatrixSolver(new MatrixSets(this.sets, names), RandomMatrix::cost);
		}

		int costOf(Set<ModelId> stopped) {
			return stopped.stream().mapToInt(RandomMatrix::cost).sum();
		}

		int lowestCost() {
			return combinations().stream()
				.mapToInt((combination) -> costOf(without(combination)))
				.min()
				.orElse(costOf(this.running));
		}

		long size() {
			return this.sets.values().stream().mapToLong(this::size).sum();
		}

		private long size(MatrixExpression expression) {
			if (expression instanceof MatrixExpression.Reference reference) {
				return size(Objects.requireNonNull(this.sets.get(reference.set())));
			}
			if (expression instanceof MatrixExpression.Alternatives alternatives) {
				return alternatives.parts().stream().mapToLong(this::size).sum();
			}
			if (expression instanceof MatrixExpression.Together together) {
				return together.parts().stream().mapToLong(this::size).reduce(1, (one, other) -> one * other);
			}
			return 1;
		}

		Set<ModelId> firstOfTheCheapest() {
			Set<ModelId> cheapest = this.running;
			int lowest = Integer.MAX_VALUE;
			for (Set<ModelId> combination : combinations()) {
				Set<ModelId> stopped = without(combination);
				if (costOf(stopped) < lowest) {
					lowest = costOf(stopped);
					cheapest = stopped;
				}
			}
			return cheapest;
		}

		boolean allows(Set<ModelId> stopped) {
			Set<ModelId> together = new HashSet<>(this.running);
			together.removeAll(stopped);
			together.add(this.wanted);
			return together.size() == 1 || combinations().stream().anyMatch((one) -> one.containsAll(together));
		}

		private Set<ModelId> without(Set<ModelId> combination) {
			Set<ModelId> rest = new HashSet<>(this.running);
			rest.removeAll(combination);
			return rest;
		}

		private List<Set<ModelId>> combinations() {
			return this.sets.values()
				.stream()
				.flatMap((set) -> expand(set).stream())
				.filter((combination) -> combination.contains(this.wanted))
				.toList();
		}

		private List<Set<ModelId>> expand(MatrixExpression expression) {
			if (expression instanceof MatrixExpression.Name name) {
				return List.of(Set.of(new ModelId(name.name())));
			}
			if (expression instanceof MatrixExpression.Reference reference) {
				return expand(Objects.requireNonNull(this.sets.get(reference.set())));
			}
			List<Set<ModelId>> all = new ArrayList<>();
			if (expression instanceof MatrixExpression.Alternatives alternatives) {
				alternatives.parts().forEach((part) -> all.addAll(expand(part)));
				return all;
			}
			all.add(Set.of());
			for (MatrixExpression part : ((MatrixExpression.Together) expression).parts()) {
				List<Set<ModelId>> before = List.copyOf(all);
				all.clear();
				for (Set<ModelId> one : before) {
					for (Set<ModelId> other : expand(part)) {
						Set<ModelId> both = new HashSet<>(one);
						both.addAll(other);
						all.add(both);
					}
				}
			}
			return all;
		}

		private MatrixExpression expression(int depth) {
			int kind = (depth == 0) ? 0 : this.random.nextInt(3);
			if (kind == 0 && !this.referable.isEmpty() && this.random.nextBoolean()) {
				return new MatrixExpression.Reference(this.referable.get(this.random.nextInt(this.referable.size())),
						0);
			}
			if (kind == 0) {
				return new MatrixExpression.Name(any().value(), 0);
			}
			List<MatrixExpression> parts = new ArrayList<>(List.of(expression(depth - 1), expression(depth - 1)));
			if (this.random.nextInt(3) == 0) {
				parts.add(expression(0));
			}
			return (kind == 1) ? new MatrixExpression.Together(parts) : new MatrixExpression.Alternatives(parts);
		}

		private ModelId any() {
			return this.models.get(this.random.nextInt(this.models.size()));
		}

		private static int cost(ModelId model) {
			return 1 + model.value().charAt(0) % 2;
		}

	}

}
