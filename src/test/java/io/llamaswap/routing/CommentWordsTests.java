package io.llamaswap.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.llamaswap.lifecycle.LeaseRequest;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.lifecycle.SwapPlan;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CommentWordsTests {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	private final FakeLifecycle lifecycle = new FakeLifecycle();

	@Test
	void modelThatLoadsIsNamedWithItsUsualTime() {
		this.lifecycle.statuses = List.of(new ModelStatus(new ModelId("m"), ModelState.STARTING, NOW.minusSeconds(12),
				null, null, 0, 1, null, false, null));
		assertThat(said("m", true)).isEqualTo(": loading m, 12 s of about 40 s\n\n");
	}

	@Test
	void whoIsNotInTheQueueWaitsForRoom() {
		assertThat(said("m", true)).isEqualTo(": waiting for room, 6 s so far\n\n");
	}

	@Test
	void modelsOfOthersAreNotNamed() {
		assertThat(waiting("m", "secret", false)).isEqualTo(
				": waiting for another model to finish 1 answer, then loading m; place 1 in the queue, 6 s so far\n\n");
		assertThat(waiting("m", "secret", true)).contains("waiting for secret to finish");
	}

	@Test
	void noNameEndsTheComment() {
		assertThat(waiting("m\n\ndata: x", "a\r\n\r\nevent: y", true)).startsWith(": ")
			.containsOnlyOnce("\n\n")
			.doesNotContain("\r", "\ndata", "\nevent");
	}

	private String waiting(String model, String other, boolean mayKnow) {
		this.lifecycle.outlook = new SwapPlan(new ModelId(model), ModelState.STOPPED, SwapPlan.Outcome.QUEUE, "",
				List.of(), List.of(new SwapPlan.Obstacle(SwapPlan.Obstacle.Kind.ANSWERS, new ModelId(other), 1)), 0,
				null, List.of());
		return said(model, mayKnow);
	}

	private String said(String model, boolean mayKnow) {
		LeaseRequest request = LeaseRequest.of(new ModelId(model));
		this.lifecycle.requests.add(request);
		StringBuilder said = new StringBuilder();
		new CommentWords(this.lifecycle, request, (name) -> mayKnow, () -> NOW).next(Duration.ofSeconds(6))
			.subscribe(said::append);
		return said.toString();
	}

}
