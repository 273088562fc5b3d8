package io.llamaswap.lifecycle;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import io.llamaswap.test.Configurations;
import io.llamaswap.test.SampleConfiguration;
import io.llamaswap.upstream.Endpoint;
import io.llamaswap.upstream.Upstream;
import io.llamaswap.upstream.UpstreamEvent;
import io.llamaswap.upstream.UpstreamStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

class ReactiveModelLifecycleServiceTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final ModelId A = new ModelId("a");

	private static final ModelId B = new ModelId("b");

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final Map<ModelId, FakeUpstream> upstreams = new LinkedHashMap<>();

	private @Nullable ModelId refused;

	private final ReactiveModelLifecycleService service = new ReactiveModelLifecycleService(configuration(),
			this::upstream, () -> Instant.ofEpochMilli(this.time.now(TimeUnit.MILLISECONDS)), this.time,
			DurationStore.none());

	@Test
	void acquireStartsTheModelAndGrantsWhenItIsReady() {
		StepVerifier.create(this.service.acquire(LeaseRequest.of(A)))
			.then(() -> upstream(A).becomeReady())
			.assertNext((lease) -> {
				assertThat(lease.model()).isEqualTo(A);
				assertThat(lease.endpoint().incarnation()).isEqualTo(1);
			})
			.expectComplete()
			.verify(TIMEOUT);
		assertThat(upstream(A).commands).containsExactly("start");
	}

	@Test
	void nothingHappensBeforeTheSubscription() {
		this.service.acquire(LeaseRequest.of(A));
		assertThat(upstream(A).commands).isEmpty();
	}

	@Test
	void failedStartIsToldWithItsFailure() {
		StepVerifier.create(this.service.acquire(LeaseRequest.of(A)))
			.then(() -> upstream(A).tell(new UpstreamEvent.Failed(A, failure())))
			.expectErrorSatisfies(
					(error) -> assertThat(((RefusedException) error).refusal().failure()).isEqualTo(failure()))
			.verify(TIMEOUT);
	}

	@Test
	void cancelWhileWaitingTakesTheRequestOut() {
		this.service.acquire(LeaseRequest.of(A)).subscribe().dispose();
		assertThat(status(A).waiting()).isZero();
		upstream(A).becomeReady();
		assertThat(status(A).inFlight()).isZero();
	}

	@Test
	void releaseCountsOnce() {
		Lease first = acquire(A);
		acquire(A);
		first.release();
		first.release();
		assertThat(status(A).inFlight()).isEqualTo(1);
	}

	@Test
	void swapStopsThenStarts() {
		acquire(A).release();
		List<Lease> granted = new ArrayList<>();
		this.service.acquire(LeaseRequest.of(B)).subscribe(granted::add);
		assertThat(upstream(A).commands).containsExactly("start", "stop PT10S");
		assertThat(upstream(B).commands).isEmpty();
		upstream(A).tell(new UpstreamEvent.Stopped(A));
		upstream(B).becomeReady();
		assertThat(granted).hasSize(1);
	}

	@Test
	void everyDecisionIsToldWithItsReasonAndWarmRequestsNeedNone() {
		List<String> told = new ArrayList<>();
		this.service.decisions()
			.subscribe(
					(decision) -> told.add(decision.kind().word() + " " + decision.model() + ": " + decision.reason()));
		acquire(A).release();
		acquire(A).release();
		this.service.acquire(LeaseRequest.of(B)).subscribe();
		upstream(A).tell(new UpstreamEvent.Stopped(A));
		this.service.acquire(LeaseRequest.of(new ModelId("nobody"))).subscribe(null, (refused) -> {
		});
		assertThat(told).containsExactly("start a: a request waits for it", "stop a: room for b",
				"wait b: a has to make room", "start b: a request waits for it", "refuse nobody: no model nobody");
		assertThat(this.service.lastDecisions()).extracting(SwapDecision::reason)
			.containsExactly("no model nobody", "a request waits for it", "a has to make room", "room for b",
					"a request waits for it");
	}

	@Test
	void outlookIsThatOfTheVeryRequest() {
		Lease inFlight = acquire(A);
		LeaseRequest first = LeaseRequest.of(B);
		LeaseRequest second = LeaseRequest.of(B);
		this.service.acquire(first).subscribe();
		this.service.acquire(second).subscribe();
		StepVerifier
			.create(Flux.concat(this.service.outlook(second), this.service.outlook(first)).map(SwapPlan::before))
			.expectNext(1, 0)
			.expectComplete()
			.verify(TIMEOUT);
		StepVerifier.create(this.service.outlook(LeaseRequest.of(B))).expectComplete().verify(TIMEOUT);
		inFlight.release();
	}

	@Test
	void reloadRestartsWhatChangedAndNothingElse() {
		Lease inFlight = acquire(A);
		StepVerifier.create(this.service.replace(configuration("server --new --port ${PORT}")))
			.expectComplete()
			.verify(TIMEOUT);
		assertThat(upstream(A).commands).noneMatch((command) -> command.startsWith("stop"));
		inFlight.release();
		assertThat(upstream(A).commands).last().isEqualTo("stop PT10S");
		assertThat(upstream(B).commands).noneMatch((command) -> command.startsWith("st"));
	}

	@Test
	void changeThatIsTakenBackWhileItDrainsLeavesTheProcessAlone() {
		Lease inFlight = acquire(A);
		this.service.replace(configuration("server --new --port ${PORT}")).subscribe();
		this.service.replace(configuration()).subscribe();
		inFlight.release();
		acquire(A).release();
		assertThat(upstream(A).commands).noneMatch((command) -> command.startsWith("stop"));
	}

	@Test
	void otherPortIsForTheNextLife() {
		acquire(A).release();
		this.service.replace(Configurations.parse("startPort: 6000\n" + yaml("server --port ${PORT}"))).subscribe();
		assertThat(upstream(A).commands).last().isEqualTo("reconfigure server --port 6000");
		assertThat(status(A).state()).isEqualTo(ModelState.READY);
	}

	@Test
	void modelThatKeepsFailingIsTriedAtOnceWhenAnythingOfItChanges() {
		for (int i = 0; i < 3; i++) {
			this.service.acquire(LeaseRequest.of(B)).onErrorComplete().subscribe();
			upstream(B).tell(new UpstreamEvent.Failed(B, failure()));
			upstream(B).tell(new UpstreamEvent.Stopped(B));
		}
		assertThat(status(B).state()).isEqualTo(ModelState.BACKING_OFF);
		this.service.replace(configuration("server --new --port ${PORT}")).subscribe();
		assertThat(status(B).state()).isEqualTo(ModelState.BACKING_OFF);
		this.service.replace(Configurations.parse(yaml("server --port ${PORT}").replace("ttl: 60", "ttl: 61")))
			.subscribe();
		assertThat(status(B).state()).isEqualTo(ModelState.STOPPED);
	}

	@Test
	void reloadOfTheSameTouchesNoProcess() {
		acquire(A).release();
		this.service.replace(configuration()).subscribe();
		assertThat(upstream(A).commands).noneMatch((command) -> command.startsWith("stop"));
		assertThat(status(A).state()).isEqualTo(ModelState.READY);
	}

	// Whoever had asked for it waited for ever, and with it every later reload.
	@Test
	void reloadThatFailsIsToldAndTheNextOneIsCarriedOut() {
		this.refused = new ModelId("c");
		Configuration next = SampleConfiguration.empty().model("c").build();
		StepVerifier.create(this.service.replace(next)).expectError(IllegalStateException.class).verify(TIMEOUT);
		assertThat(this.service.statuses()).extracting(ModelStatus::id).containsExactly(A, B);
		this.refused = null;
		StepVerifier.create(this.service.replace(next)).expectComplete().verify(TIMEOUT);
		assertThat(this.service.statuses()).extracting(ModelStatus::id).containsExactly(new ModelId("c"));
	}

	@Test
	void removedModelIsShownUntilItHasEnded() {
		Lease inFlight = acquire(A);
		this.service.replace(SampleConfiguration.empty().model("c").build()).subscribe();
		assertThat(this.service.statuses()).extracting(ModelStatus::id).containsExactly(new ModelId("c"), A);
		inFlight.release();
		upstream(A).tell(new UpstreamEvent.Stopped(A));
		assertThat(this.service.statuses()).extracting(ModelStatus::id).containsExactly(new ModelId("c"));
	}

	@Test
	void whoeverWaitsForAModelThatIsRenamedGetsALeaseOfTheNewName() {
		Lease inFlight = acquire(A);
		List<Lease> granted = new ArrayList<>();
		this.service.acquire(LeaseRequest.of(B)).subscribe(granted::add);
		ModelId renamed = new ModelId("c");
		this.service.replace(Configurations.parse(yaml("server --port ${PORT}").replace("  b:", "  c:"))).subscribe();
		inFlight.release();
		upstream(A).tell(new UpstreamEvent.Stopped(A));
		upstream(renamed).becomeReady();
		assertThat(granted).extracting(Lease::model).containsExactly(renamed);
	}

	@Test
	void unloadCompletesWhenTheModelsAreStopped() {
		acquire(A);
		StepVerifier.create(this.service.unload(Set.of(A, B, new ModelId("nobody")), UnloadMode.NOW))
			.expectSubscription()
			.expectNoEvent(Duration.ofMillis(10))
			.then(() -> upstream(A).tell(new UpstreamEvent.Stopped(A)))
			.expectComplete()
			.verify(TIMEOUT);
	}

	@Test
	void unloadOfStoppedModelsCompletesAtOnce() {
		StepVerifier.create(this.service.unload(Set.of(A), UnloadMode.NOW)).expectComplete().verify(TIMEOUT);
	}

	@Test
	void idleModelIsUnloadedByTheTimer() {
		acquire(B).release();
		this.time.advanceTimeBy(Duration.ofSeconds(59));
		assertThat(upstream(B).commands).containsExactly("start");
		this.time.advanceTimeBy(Duration.ofSeconds(2));
		assertThat(upstream(B).commands).containsExactly("start", "stop PT10S");
	}

	@Test
	void statusShowsStateProcessAndCounts() {
		acquire(A);
		this.service.acquire(LeaseRequest.of(B)).subscribe();
		assertThat(status(A).state()).isEqualTo(ModelState.READY);
		assertThat(status(A).pid()).isEqualTo(42L);
		assertThat(status(A).inFlight()).isEqualTo(1);
		assertThat(status(B).waiting()).isEqualTo(1);
		assertThat(status(B).pid()).as("no process, no pid").isNull();
	}

	@Test
	void changesTellEachModelThatChanged() {
		StepVerifier.create(this.service.changes().map(ModelStatus::state))
			.then(() -> this.service.load(A).subscribe())
			.expectNext(ModelState.STARTING)
			.then(() -> upstream(A).becomeReady())
			.expectNext(ModelState.READY)
			.thenCancel()
			.verify(TIMEOUT);
	}

	@Test
	void requestsOfAWarmModelChangeNothingThatIsTold() {
		acquire(A);
		List<ModelStatus> told = new ArrayList<>();
		List<Boolean> moved = new ArrayList<>();
		this.service.changes().subscribe(told::add);
		this.service.movements().subscribe(moved::add);
		this.service.acquire(LeaseRequest.of(A)).subscribe(Lease::release);
		assertThat(told).as("followers pay for each change, so a warm request makes none").isEmpty();
		assertThat(moved).isNotEmpty();
	}

	@Test
	void startsAndStopsAreMeasured() {
		assertThat(this.service.measured(B)).isEqualTo(MeasuredDurations.NONE);
		this.service.load(B).subscribe();
		this.time.advanceTimeBy(Duration.ofSeconds(40));
		upstream(B).becomeReady();
		this.service.unload(Set.of(B), UnloadMode.NOW);
		this.time.advanceTimeBy(Duration.ofSeconds(3));
		upstream(B).tell(new UpstreamEvent.Stopped(B));
		assertThat(this.service.measured(B))
			.isEqualTo(new MeasuredDurations(Duration.ofSeconds(40), Duration.ofSeconds(3)));
	}

	@Test
	void whatWasMeasuredHoldsForTheLaunchThatItWasMeasuredWith() {
		this.service.load(A).subscribe();
		this.time.advanceTimeBy(Duration.ofSeconds(40));
		upstream(A).becomeReady();
		this.service.replace(configuration("server --slow --port ${PORT}")).subscribe();
		assertThat(this.service.measured(A)).isEqualTo(MeasuredDurations.NONE);
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		upstream(A).tell(new UpstreamEvent.Stopped(A));
		assertThat(this.service.measured(A)).as("that life was launched otherwise").isEqualTo(MeasuredDurations.NONE);
		this.service.replace(configuration()).subscribe();
		assertThat(this.service.measured(A)).as("as before")
			.isEqualTo(new MeasuredDurations(Duration.ofSeconds(40), Duration.ofSeconds(1)));
		this.service.replace(configuration("server --slow --port ${PORT}")).subscribe();
		this.service.load(A).subscribe();
		this.time.advanceTimeBy(Duration.ofSeconds(90));
		upstream(A).becomeReady();
		assertThat(this.service.measured(A)).isEqualTo(new MeasuredDurations(Duration.ofSeconds(90), null));
	}

	@Test
	void startsThatFailAndModelsThatDieAreNotMeasured() {
		this.service.load(A).subscribe((none) -> {
		}, (error) -> {
		});
		upstream(A).tell(new UpstreamEvent.Failed(A, failure()));
		upstream(A).tell(new UpstreamEvent.Stopped(A));
		assertThat(this.service.measured(A)).isEqualTo(MeasuredDurations.NONE);
	}

	@Test
	void shutdownDrainsThenStopsWhatIsStillBusy() {
		acquire(A);
		Mono<Void> end = this.service.shutdown(Duration.ofSeconds(20));
		assertThat(upstream(A).commands).containsExactly("start");
		this.time.advanceTimeBy(Duration.ofSeconds(21));
		assertThat(upstream(A).commands).containsExactly("start", "stop PT10S");
		upstream(A).tell(new UpstreamEvent.Stopped(A));
		StepVerifier.create(end).expectComplete().verify(TIMEOUT);
	}

	@Test
	void secondShutdownKills() {
		acquire(A);
		this.service.shutdown(Duration.ofSeconds(20));
		this.service.shutdown(Duration.ZERO);
		assertThat(upstream(A).commands).containsExactly("start", "stop PT0S");
	}

	@Test
	void leaseAsksItsServerWhetherItLivesOn() {
		Lease lease = acquire(A);
		assertThat(lease.livesOn(Duration.ofSeconds(1)).block()).isFalse();
		upstream(A).complaint = "no connection";
		assertThat(lease.livesOn(Duration.ofSeconds(1)).block()).isFalse();
		upstream(A).complaint = "";
		assertThat(lease.livesOn(Duration.ofSeconds(1)).block()).isTrue();
	}

	private Lease acquire(ModelId model) {
		List<Lease> granted = new ArrayList<>();
		this.service.acquire(LeaseRequest.of(model)).subscribe(granted::add);
		if (granted.isEmpty()) {
			upstream(model).becomeReady();
		}
		return granted.get(0);
	}

	private ModelStatus status(ModelId model) {
		return this.service.statuses().stream().filter((status) -> status.id().equals(model)).findFirst().orElseThrow();
	}

	private FakeUpstream upstream(ModelId model) {
		return Objects.requireNonNull(this.upstreams.get(model));
	}

	private Upstream upstream(ModelConfiguration model, Consumer<UpstreamEvent> listener) {
		if (model.id().equals(this.refused)) {
			throw new IllegalStateException("on purpose");
		}
		return this.upstreams.computeIfAbsent(model.id(), (id) -> new FakeUpstream(id, listener));
	}

	private static ModelFailure failure() {
		return new ModelFailure(ModelFailure.Kind.COMMAND, "no such program", null, List.of(), Instant.EPOCH);
	}

	private static Configuration configuration() {
		return configuration("server --port ${PORT}");
	}

	private static Configuration configuration(String commandOfA) {
		return Configurations.parse(yaml(commandOfA));
	}

	private static String yaml(String commandOfA) {
		return """
				models:
				  a:
				    cmd: %s
				  b:
				    cmd: server --port ${PORT}
				    ttl: 60
				""".formatted(commandOfA);
	}

	/**
	 * Remembers its commands and tells what it is told to.
	 */
	private static final class FakeUpstream implements Upstream {

		private final ModelId id;

		private final Consumer<UpstreamEvent> listener;

		private final List<String> commands = new ArrayList<>();

		private @Nullable String complaint;

		private long lives;

		FakeUpstream(ModelId id, Consumer<UpstreamEvent> listener) {
			this.id = id;
			this.listener = listener;
		}

		void becomeReady() {
			tell(new UpstreamEvent.Ready(this.id, new Endpoint(URI.create("http://localhost:1"), ++this.lives)));
		}

		void tell(UpstreamEvent event) {
			this.listener.accept(event);
		}

		@Override
		public ModelId id() {
			return this.id;
		}

		@Override
		public void start() {
			this.commands.add("start");
		}

		@Override
		public void stop(Duration grace) {
			this.commands.add("stop " + grace);
		}

		@Override
		public void reconfigure(ModelConfiguration model) {
			this.commands.add("reconfigure " + model.launch().cmd());
		}

		@Override
		public Mono<String> check(Duration limit) {
			return Mono.justOrEmpty(this.complaint);
		}

		@Override
		public UpstreamStatus status() {
			return new UpstreamStatus(ModelState.STOPPED, Instant.EPOCH, 42L, 1);
		}

	}

}
