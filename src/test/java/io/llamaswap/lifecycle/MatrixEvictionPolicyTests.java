package io.llamaswap.lifecycle;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.llamaswap.config.MatrixConfiguration;
import io.llamaswap.matrix.MatrixExpression;
import io.llamaswap.matrix.MatrixSets;
import io.llamaswap.model.ModelId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who has to go is {@code MatrixSolverTests}'; here is what is said of it.
 */
class MatrixEvictionPolicyTests {

	private static final ModelId A = new ModelId("a");

	private static final ModelId B = new ModelId("b");

	private static final ModelId C = new ModelId("c");

	private final EvictionPolicy policy = policy();

	@Test
	void reasonNamesTheSetThatWasChosen() {
		assertThat(this.policy.victims(LeaseRequest.of(B), Set.of(A))).containsExactly(A);
		assertThat(this.policy.reason(LeaseRequest.of(B), A))
			.isEqualTo("not in the combination of the matrix that costs least, which is of its set second");
	}

	@Test
	void reasonSaysThatNoSetHasTheModel() {
		assertThat(this.policy.victims(LeaseRequest.of(C), Set.of(A))).containsExactly(A);
		assertThat(this.policy.reason(LeaseRequest.of(C), A)).isEqualTo("no set of the matrix has c, so it runs alone");
	}

	private static EvictionPolicy policy() {
		Map<String, MatrixExpression> sets = new LinkedHashMap<>();
		sets.put("first", new MatrixExpression.Name("a", 0));
		sets.put("second", new MatrixExpression.Name("b", 0));
		return new MatrixEvictionPolicy(
				new MatrixConfiguration(new MatrixSets(sets, Map.of("a", A, "b", B)), Map.of()));
	}

}
