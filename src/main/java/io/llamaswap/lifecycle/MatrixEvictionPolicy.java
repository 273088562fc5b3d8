package io.llamaswap.lifecycle;

import java.util.Collections;
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

	private final Map<Question, Set<ModelId>> answers = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<Question, Set<ModelId>> eldest) {
			return size() > REMEMBERED;
		}

	};

	MatrixEvictionPolicy(MatrixConfiguration matrix) {
		this.solver = new MatrixSolver(matrix.sets(), matrix::evictCost);
	}

	@Override
	public Set<ModelId> victims(LeaseRequest request, Set<ModelId> residents) {
		if (residents.isEmpty()) {
			return Set.of();
		}
		Question question = new Question(request.model(), Set.copyOf(residents));
		return this.answers.computeIfAbsent(question,
				(asked) -> Collections.unmodifiableSet(this.solver.evict(asked.wanted(), residents)));
	}

	@Override
	public Set<ModelId> outstayers(LeaseRequest request, Set<ModelId> residents) {
		return Set.of();
	}

	@Override
	public String reason(LeaseRequest request, ModelId victim) {
		return "not in the combination of the matrix that costs least";
	}

	private record Question(ModelId wanted, Set<ModelId> residents) {

	}

}
