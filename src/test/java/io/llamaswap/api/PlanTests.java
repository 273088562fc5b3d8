package io.llamaswap.api;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.llamaswap.config.Configuration;
import io.llamaswap.lifecycle.LeaseRequest;
import io.llamaswap.lifecycle.SwapPlan;
import io.llamaswap.log.LogBook;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import io.llamaswap.model.RequestPriority;
import io.llamaswap.test.Configurations;
import io.llamaswap.test.FakeModelLifecycle;
import io.llamaswap.test.SampleConfiguration;
import io.llamaswap.test.WebSlice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.http.MediaType;

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
				Duration.ofSeconds(42), List.of("how long the answers of small in flight take")));
		this.slice.client().get().uri("/api/plan?model=org/big").exchange().expectStatus().isOk().expectBody().json("""
				{"model": "org/big", "state": "stopped", "outcome": "swap", "reason": "others have to make room",
				 "stops": [{"model": "small", "state": "ready", "reason": "one model at a time", "in_flight": 0,
				 "expected_ms": 2000}], "waits_for": ["1 request in flight on small"],
				 "queued_before": 3, "expected_ms": 42000, "complete": false,
				 "missing": ["how long the answers of small in flight take"]}
				""");
	}

	@Test
	void namesLeadWhereARequestWouldGo() {
		Configuration named = Configurations.parse("""
				models:
				  a: {cmd: 'run ${PORT}', aliases: [gpt]}
				  b: {cmd: 'run ${PORT}'}
				peers:
				  far: {proxy: 'http://127.0.0.1:1', models: [big]}
				selectors:
				  fast: {targets: [a, b], strategy: pin}
				profiles:
				  work: {pins: {chat: fast, off: ''}}
				wildcardAliases: {'claude-*': b}
				defaultModel: a
				""");
		FakeModelLifecycle idle = new FakeModelLifecycle(named);
		idle.plan(new SwapPlan(new ModelId("a"), ModelState.STOPPED, SwapPlan.Outcome.LOAD, "there is room for it",
				List.of(), List.of(), 0, Duration.ofSeconds(1), List.of()));
		try (WebSlice names = WebSlice.start(named, idle, "io.llamaswap.api", new LogBook())) {
			assertResolution(names, "a", "model a");
			names.client().get().uri("/api/plan?model=a").exchange().expectBody().json("""
					{"outcome": "load", "expected_ms": 1000, "complete": true, "missing": []}
					""");
			assertResolution(names, "gpt", "name gpt -> model a");
			assertResolution(names, "claude-9", "name claude-9 -> model b");
			assertResolution(names, "fast", "selector fast -> model a");
			assertResolution(names, "", "no name -> model a");
			names.client().get().uri("/api/plan?model=big").exchange().expectStatus().isOk().expectBody().json("""
					{"model": "far/big", "resolution": "name big -> peer far/big", "outcome": "serve",
					 "reason": "answered by peer far, nothing to start"}
					""");
			names.client()
				.put()
				.uri("/api/profiles/active")
				.contentType(MediaType.APPLICATION_JSON)
				.bodyValue("{\"name\": \"work\"}")
				.exchange()
				.expectStatus()
				.is2xxSuccessful();
			assertResolution(names, "chat", "pin chat -> selector fast -> model a");
			names.client().get().uri("/api/plan?model=off").exchange().expectStatus().isNotFound();
		}
	}

	private static void assertResolution(WebSlice slice, String name, String expected) {
		slice.client()
			.get()
			.uri("/api/plan?model={name}", name)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.resolution")
			.isEqualTo(expected);
	}

	@Test
	void planIsForWhoAsksWithThePriorityThatTheyAskForAndMayHave() {
		Configuration shared = Configurations.parse("""
				models: {m: {cmd: 'run ${PORT}'}}
				callers: {alice: {key: hers, priority: 2, maxPriority: 5}}
				""");
		FakeModelLifecycle planner = new FakeModelLifecycle(shared);
		planner.plan(new SwapPlan(new ModelId("m"), ModelState.STOPPED, SwapPlan.Outcome.LOAD, "there is room for it",
				List.of(), List.of(), 0, Duration.ofSeconds(1), List.of()));
		try (WebSlice keyed = WebSlice.start(shared, planner, "io.llamaswap.api,io.llamaswap.security",
				new LogBook())) {
			plan(keyed, Map.of());
			assertThat(planner.planned()).isEqualTo(LeaseRequest.of(new ModelId("m")).by("alice", 2));
			plan(keyed, Map.of(RequestPriority.HEADER, "4"));
			assertThat(planner.planned()).isEqualTo(LeaseRequest.of(new ModelId("m")).by("alice", 4));
			plan(keyed, Map.of(RequestPriority.HEADER, "9"));
			assertThat(planner.planned()).isEqualTo(LeaseRequest.of(new ModelId("m")).by("alice", 5));
		}
	}

	private static void plan(WebSlice slice, Map<String, String> headers) {
		slice.client()
			.get()
			.uri("/api/plan?model=m")
			.header("x-api-key", "hers")
			.headers((all) -> headers.forEach(all::set))
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody();
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
