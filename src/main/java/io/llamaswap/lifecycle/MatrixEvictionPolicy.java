package io.llamaswap.lifecycle;

import java.util.Set;

import io.llamaswap.config.MatrixConfiguration;
import io.llamaswap.matrix.MatrixSolver;
import io.llamaswap.model.ModelId;

/**
 * llama-swap's matrix (contract 2.7): the allowed combination that costs least. A model
 * that runs already stops nobody.
 */
final class MatrixEvictionPolicy implements EvictionPolicy {

	private final MatrixSolver solver;

	MatrixEvictionPolicy(MatrixConfiguration matrix) {
		this.solver = new MatrixSolver(matrix.sets(), matrix::evictCost);
	}

	@Override
	public Set<ModelId> victims(LeaseRequest request, Set<ModelId> residents) {
		return residents.isEmpty() ? Set.of() : this.solver.evict(request.model(), residents);
	}

	@Override
	public Set<ModelId> outstayers(LeaseRequest request, Set<ModelId> residents) {
		return Set.of();
	}

	@Override
	public Set<ModelId> companions(LeaseRequest request) {
		return Set.of();
	}

	@Override
	public String reason(LeaseRequest request, ModelId victim) {
		return "not in the combination of the matrix that costs least";
	}

}
