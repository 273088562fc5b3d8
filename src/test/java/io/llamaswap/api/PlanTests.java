package io.llamaswap.api;

import java.time.Duration;
import java.util.List;

import io.llamaswap.config.Configuration;
import io.llamaswap.lifecycle.SwapPlan;
import io.llamaswap.log.LogBook;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import io.llamaswap.test.FakeModelLifecycle;
import io.llamaswap.test.SampleConfiguration;
import io.llamaswap.test.WebSlice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PlanTests {

	private final Configuration configuration = SampleConfiguration.empty()
		.model("org/big", "b")
		.model("small", "s")
		.build();

	private final FakeModelLifecycle lifecycle = new FakeModelLifecycle(this.configuration);

	private final WebSlice slice = WebSlice.start(this.configuration, this.lifecycle, "io.llamaswap.api",
			new LogBook());

	@AfterEach
	void stop() {
		this.slice.close();
	}

	@Test
	void planTellsWhoGoesAndHowLongItTakes() {
		this.lifecycle.plan(new SwapPlan(new ModelId("org/big"), ModelState.STOPPED, SwapPlan.Outcome.SWAP,
				"others have to make room",
				List.of(new SwapPlan.Stop(new ModelId("small"), ModelState.READY, "one model at a time", 0,
						Duration.ofSeconds(2))),
				List.of(new SwapPlan.Obstacle(SwapPlan.Obstacle.Kind.ANSWERS, new ModelId("small"), 1)), 3,
				Duration.ofSeconds(42), true));
		this.slice.client().get().uri("/api/plan?model=org/big").exchange().expectStatus().isOk().expectBody().json("""
				{"model": "org/big", "state": "stopped", "outcome": "swap", "reason": "others have to make room",
				 "stops": [{"model": "small", "state": "ready", "reason": "one model at a time", "in_flight": 0,
				 "expected_ms": 2000}], "waits_for": ["1 request in flight on small"],
				 "queued_before": 3, "expected_ms": 42000, "complete": true}
				""");
	}

	@Test
	void unknownModelIsNotFound() {
		this.slice.client()
			.get()
			.uri("/api/plan?model=smal")
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectBody()
			.jsonPath("$.error.message")
			.value(String.class, (message) -> assertThat(message).startsWith("model not found; did you mean"));
		this.slice.client().get().uri("/api/plan").exchange().expectStatus().isNotFound();
	}

}
