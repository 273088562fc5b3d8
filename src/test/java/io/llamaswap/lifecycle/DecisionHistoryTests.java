package io.llamaswap.lifecycle;

import java.time.Instant;

import io.llamaswap.model.ModelId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DecisionHistoryTests {

	private final DecisionHistory history = new DecisionHistory();

	@Test
	void newestComesFirst() {
		decide(SwapDecision.Kind.START, "a", "wanted");
		decide(SwapDecision.Kind.STOP, "a", "idle");
		assertThat(this.history.newestFirst()).extracting(SwapDecision::reason).containsExactly("idle", "wanted");
	}

	@Test
	void oldestIsForgottenAtTheBound() {
		for (int number = 0; number <= DecisionHistory.MOST; number++) {
			decide(SwapDecision.Kind.START, "a", "wanted " + number);
		}
		assertThat(this.history.newestFirst()).hasSize(DecisionHistory.MOST)
			.last()
			.extracting(SwapDecision::reason)
			.isEqualTo("wanted 1");
	}

	@Test
	void refusalsInARowTakeOnePlaceWithTheLastReason() {
		decide(SwapDecision.Kind.STOP, "a", "it died");
		decide(SwapDecision.Kind.REFUSE, "a", "again in 3 s");
		decide(SwapDecision.Kind.REFUSE, "a", "again in 2 s");
		decide(SwapDecision.Kind.REFUSE, "a", "again in 1 s");
		decide(SwapDecision.Kind.REFUSE, "b", "too many");
		assertThat(this.history.newestFirst())
			.extracting((decision) -> decision.model() + " " + decision.reason() + " x" + decision.times())
			.containsExactly("b too many x1", "a again in 1 s x3", "a it died x1");
	}

	@Test
	void startsAndStopsAreNeverCounted() {
		decide(SwapDecision.Kind.START, "a", "wanted");
		decide(SwapDecision.Kind.START, "a", "wanted");
		assertThat(this.history.newestFirst()).extracting(SwapDecision::times).containsExactly(1, 1);
	}

	private void decide(SwapDecision.Kind kind, String model, String reason) {
		this.history.add(new SwapDecision(Instant.EPOCH, kind, new ModelId(model), reason));
	}

}
