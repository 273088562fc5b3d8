package io.llamaswap.lifecycle;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.llamaswap.config.MatrixConfiguration;
import io.llamaswap.matrix.MatrixSolver;
import io.llamaswap.model.ModelId;

/**
 * llama-swap's matrix (contract 2.7): the allowed combination that costs least. A model
 * that runs already stops nobody. Used by the scheduler's thread only.
 */
final class MatrixEvictionPolicy implements EvictionPolicy {

	/** The scheduler asks the same again and again: who is alive changes seldom. */
	private static final int REMEMBERED = 256;

	private final MatrixSolver solver;

	private final Map<Question, MatrixSolver.Choice> answers = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<Question, MatrixSolver.Choice> eldest) {
			return size() > REMEMBERED;
		}

	};

	/** Where the last answer for a model came from, for those who ask why. */
	private final Map<ModelId, String> lastSets = new HashMap<>();

	MatrixEvictionPolicy(MatrixConfiguration matrix) {
		this.solver = new MatrixSolver(matrix.sets(), matrix::evictCost);
	}

	@Override
	public Set<ModelId> victims(LeaseRequest request, Set<ModelId> residents) {
		if (residents.isEmpty()) {
			return Set.of();
		}
		Question question = new Question(request.model(), Set.copyOf(residents));
		MatrixSolver.Choice choice = this.answers.computeIfAbsent(question,
				(asked) -> this.solver.choose(asked.wanted(), residents));
		this.lastSets.put(request.model(), choice.set());
		return choice.evicted();
	}

	@Override
	public Set<ModelId> outstayers(LeaseRequest request, Set<ModelId> residents) {
		return Set.of();
	}

	@Override
	public String reason(LeaseRequest request, ModelId victim) {
		String set = this.lastSets.getOrDefault(request.model(), "");
		return set.isEmpty() ? "no set of the matrix has " + request.model() + ", so it runs alone"
				: "not in the combination of the matrix that costs least, which is of its set " + set;
	}

	private record Question(ModelId wanted, Set<ModelId> residents) {

	}

}
