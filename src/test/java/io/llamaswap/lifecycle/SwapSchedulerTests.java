package io.llamaswap.lifecycle;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import io.llamaswap.upstream.Endpoint;
import io.llamaswap.upstream.UpstreamEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SwapSchedulerTests {

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private static final ModelId A = new ModelId("a");

	private static final ModelId B = new ModelId("b");

	private static final ModelId C = new ModelId("c");

	private static final Duration OVERTAKING = Duration.ofSeconds(10);

	private Instant now = START;

	private long lives;

	private SwapScheduler scheduler = scheduler(Map.of("coding", List.of(A, B)), Duration.ZERO, 10, 100);

	@Test
	void requestForStoppedModelStartsIt() {
		assertThat(ask(1, A)).containsExactly(start(A));
		assertThat(ready(A)).containsExactly(granted(1, 1, Duration.ZERO));
	}

	@Test
	void requestForReadyModelIsGrantedAtOnce() {
		load(A);
		assertThat(ask(2, A)).containsExactly(granted(2, 1, Duration.ZERO));
	}

	@Test
	void requestThatMayNotLoadIsServedOnlyByAReadyModel() {
		assertThat(look(1, A)).containsExactly(notLoaded(1, A));
		ask(2, A);
		assertThat(look(3, A)).as("starting").containsExactly(notLoaded(3, A));
		ready(A);
		assertThat(look(4, A)).containsExactly(granted(4, 1, Duration.ZERO));
		assertThat(look(5, B)).as("no room is made").containsExactly(notLoaded(5, B));
	}

	@Test
	void requestThatMayNotLoadDoesNotBringBackAModelThatWentAwayBeforeItsTurn() {
		load(A);
		ask(2, A);
		ask(3, B);
		pass(OVERTAKING);
		assertThat(look(4, A)).as("A takes no new work").isEmpty();
		assertThat(on(new SwapEvent.LeaseEnded(2))).containsExactlyInAnyOrder(stop(A, "room for b"), notLoaded(4, A));
		assertThat(stopped(A)).containsExactly(start(B));
	}

	@Test
	void requestThatMayNotLoadStartsNoCompanions() {
		load(A);
		assertThat(on(new SwapEvent.RequestArrived(2, new LeaseRequest(A, "coding").onlyIfReady())))
			.containsExactly(granted(2, 1, Duration.ZERO));
	}

	@Test
	void requestsForLoadingModelJoinItsLoad() {
		ask(1, A);
		assertThat(ask(2, A)).isEmpty();
		assertThat(ready(A)).hasSize(2).allMatch((effect) -> effect instanceof SwapEffect.GrantLease);
	}

	@Test
	void rivalStartsOnlyAfterTheVictimsExitIsConfirmed() {
		load(A);
		assertThat(ask(2, B)).containsExactly(stop(A, "room for b"));
		assertThat(ask(3, A)).isEmpty();
		assertThat(stopped(A)).containsExactly(start(B));
	}

	@Test
	void runningRequestIsNotInterrupted() {
		load(A);
		ask(2, A);
		assertThat(ask(3, B)).noneMatch((effect) -> effect instanceof SwapEffect.StopModel);
		assertThat(on(new SwapEvent.LeaseEnded(2))).containsExactly(stop(A, "room for b"));
	}

	@Test
	void alternatingRequestsAreCollated() {
		load(A);
		ask(2, A);
		ask(3, B);
		assertThat(ask(4, A)).containsExactly(granted(4, 1, Duration.ZERO));
		assertThat(ask(5, B)).isEmpty();
		assertThat(ask(6, A)).containsExactly(granted(6, 1, Duration.ZERO));
	}

	@Test
	void overtakingEndsSoThatNobodyStarves() {
		load(A);
		ask(2, A);
		ask(3, B);
		pass(OVERTAKING);
		assertThat(ask(4, A)).as("A takes no new work").isEmpty();
		assertThat(on(new SwapEvent.LeaseEnded(2))).containsExactly(stop(A, "room for b"));
		assertThat(stopped(A)).containsExactly(start(B));
		pass(Duration.ofSeconds(30));
		assertThat(ready(B)).first().isEqualTo(granted(3, 2, Duration.ofSeconds(40)));
	}

	@Test
	void overtakingIsCountedFromReadySoThatALongLoadDoesNotSpoilCollation() {
		ask(1, A);
		ask(2, B);
		ask(3, A);
		pass(Duration.ofMinutes(1));
		assertThat(ready(A)).filteredOn((effect) -> effect instanceof SwapEffect.GrantLease).hasSize(2);
	}

	@Test
	void modelThatHasJustLoadedServesItsWaitersBeforeItIsEvicted() {
		load(A);
		ask(2, A);
		ask(3, B);
		ask(4, C);
		ask(5, B);
		on(new SwapEvent.LeaseEnded(2));
		stopped(A);
		assertThat(ready(B)).filteredOn((effect) -> effect instanceof SwapEffect.GrantLease).hasSize(2);
	}

	@Test
	void loadWithWaitersIsNoVictim() {
		ask(1, A);
		assertThat(ask(2, B)).isEmpty();
	}

	@Test
	void loadWhoseLastWaiterLeftIsAbortedWhenSomebodyElseWaits() {
		ask(1, A);
		ask(2, B);
		assertThat(on(new SwapEvent.RequestCancelled(1))).containsExactly(stop(A, "room for b"));
		assertThat(stopped(A)).containsExactly(start(B));
	}

	@Test
	void loadWhoseLastWaiterLeftIsCompletedWhenNobodyElseWaits() {
		ask(1, A);
		assertThat(on(new SwapEvent.RequestCancelled(1))).isEmpty();
		assertThat(ready(A)).isEmpty();
		assertThat(ask(2, A)).containsExactly(granted(2, 1, Duration.ZERO));
	}

	@Test
	void cancelThatCrossesTheGrantEndsTheLease() {
		load(A);
		ask(2, A);
		on(new SwapEvent.RequestCancelled(2));
		assertThat(ask(3, B)).containsExactly(stop(A, "room for b"));
	}

	@Test
	void failedStartTellsAllItsWaitersAtOnce() {
		ask(1, A);
		ask(2, A);
		assertThat(failed(A)).extracting(this::reason)
			.containsExactly(Refusal.Reason.START_FAILED, Refusal.Reason.START_FAILED);
		assertThat(ask(3, A)).as("the last life is not over").isEmpty();
		assertThat(stopped(A)).containsExactly(start(A));
	}

	@Test
	void repeatedFailuresBackOffAndSayUntilWhen() {
		failThreeTimes();
		List<SwapEffect> effects = ask(4, A);
		assertThat(effects).extracting(this::reason).containsExactly(Refusal.Reason.BACKING_OFF);
		assertThat(((SwapEffect.RefuseRequest) effects.get(0)).refusal().retryAfter()).isEqualTo(Duration.ofSeconds(5));
		assertThat(view(A).state()).isEqualTo(ModelState.BACKING_OFF);
		pass(Duration.ofSeconds(5));
		on(new SwapEvent.TimerFired());
		assertThat(view(A).state()).isEqualTo(ModelState.STOPPED);
		assertThat(ask(5, A)).containsExactly(start(A));
	}

	@Test
	void unloadForgivesFailures() {
		failThreeTimes();
		on(new SwapEvent.UnloadAsked(Set.of(A), UnloadMode.NOW));
		assertThat(ask(4, A)).containsExactly(start(A));
	}

	@Test
	void modelThatDiedIsStartedByTheNextRequest() {
		load(A);
		ask(2, A);
		on(new SwapEvent.UpstreamChanged(new UpstreamEvent.Exited(A, failure())));
		stopped(A);
		assertThat(ask(3, A)).containsExactly(start(A));
		ready(A);
		on(new SwapEvent.LeaseEnded(2));
		assertThat(view(A).inFlight()).as("the lease of the life before counts for nothing").isEqualTo(1);
	}

	@Test
	void idleModelIsUnloadedAfterItsTtlCountedFromTheEndOfTheLastRequest() {
		this.scheduler = scheduler(Map.of(), Duration.ofMinutes(1), 10, 100);
		load(A);
		ask(2, A);
		pass(Duration.ofMinutes(5));
		assertThat(on(new SwapEvent.TimerFired())).as("in flight").isEmpty();
		on(new SwapEvent.LeaseEnded(2));
		pass(Duration.ofSeconds(59));
		assertThat(on(new SwapEvent.TimerFired())).noneMatch((effect) -> effect instanceof SwapEffect.StopModel);
		pass(Duration.ofSeconds(1));
		assertThat(on(new SwapEvent.TimerFired())).containsExactly(stop(A, "idle"));
	}

	@Test
	void ttlIsCountedFromReadyWhenTheOnlyClientLeftWhileItLoaded() {
		this.scheduler = scheduler(Map.of(), Duration.ofMinutes(1), 10, 100);
		ask(1, A);
		on(new SwapEvent.RequestCancelled(1));
		pass(Duration.ofSeconds(100));
		assertThat(ready(A)).containsExactly(new SwapEffect.SetTimer(this.now.plusSeconds(60)));
	}

	@Test
	void requestDuringATtlStopIsServedByAFreshStart() {
		this.scheduler = scheduler(Map.of(), Duration.ofMinutes(1), 10, 100);
		load(A);
		pass(Duration.ofMinutes(1));
		on(new SwapEvent.TimerFired());
		assertThat(ask(2, A)).isEmpty();
		assertThat(stopped(A)).containsExactly(start(A));
	}

	@Test
	void profileStartsItsMembersTogetherAndAnswersWhenItsOwnModelIsReady() {
		assertThat(ask(1, A, "coding")).containsExactly(start(A), start(B));
		assertThat(ready(A)).containsExactly(granted(1, 1, Duration.ZERO));
		ready(B);
		assertThat(ask(2, B, "coding")).containsExactly(granted(2, 2, Duration.ZERO));
	}

	@Test
	void bareModelThatRunsInAProfileIsNotRestartedAndTheOthersStop() {
		ask(1, A, "coding");
		ready(A);
		ready(B);
		assertThat(ask(2, A)).containsExactly(granted(2, 1, Duration.ZERO), stop(B, "not together with a"));
	}

	@Test
	void leavingAProfileStopsItsMembers() {
		ask(1, A, "coding");
		ready(A);
		ready(B);
		on(new SwapEvent.LeaseEnded(1));
		assertThat(ask(2, C)).containsExactly(stop(A, "room for c"), stop(B, "room for c"));
		assertThat(stopped(A)).isEmpty();
		assertThat(stopped(B)).containsExactly(start(C));
	}

	@Test
	void memberInUseIsStoppedWhenItIsNoLongerUsed() {
		ask(1, A, "coding");
		ready(A);
		ready(B);
		ask(2, B, "coding");
		assertThat(ask(3, A)).containsExactly(granted(3, 1, Duration.ZERO));
		assertThat(on(new SwapEvent.LeaseEnded(2))).containsExactly(stop(B, "its profile was left"));
	}

	@Test
	void concurrencyLimitQueuesAndCountsServedRequests() {
		this.scheduler = scheduler(Map.of(), Duration.ZERO, 1, 100);
		load(A);
		ask(2, A);
		assertThat(ask(3, A)).isEmpty();
		assertThat(on(new SwapEvent.LeaseEnded(2))).containsExactly(granted(3, 1, Duration.ZERO));
	}

	@Test
	void fullQueueRefuses() {
		this.scheduler = scheduler(Map.of(), Duration.ZERO, 1, 1);
		ask(1, A);
		assertThat(ask(2, A)).extracting(this::reason).containsExactly(Refusal.Reason.QUEUE_FULL);
	}

	@Test
	void unloadNowRefusesWaitersAndStops() {
		ask(1, A);
		List<SwapEffect> effects = on(new SwapEvent.UnloadAsked(Set.of(A), UnloadMode.NOW));
		assertThat(this.reason(effects.get(0))).isEqualTo(Refusal.Reason.UNLOADED);
		assertThat(effects).last().isEqualTo(stop(A, "unloaded"));
	}

	@Test
	void unloadByDrainingLetsRequestsEndAndKeepsWaitersInTheQueue() {
		load(A);
		ask(2, A);
		assertThat(on(new SwapEvent.UnloadAsked(Set.of(A), UnloadMode.DRAIN))).isEmpty();
		assertThat(ask(3, A)).isEmpty();
		assertThat(on(new SwapEvent.LeaseEnded(2))).containsExactly(stop(A, "unloaded"));
		assertThat(stopped(A)).containsExactly(start(A));
	}

	@Test
	void modelThatDrainsIsNotKeptForWhomOnlyItsNextLifeCanServe() {
		this.scheduler = scheduler(Map.of(), Duration.ZERO, 1, 100);
		ask(1, A);
		ready(A);
		pass(Duration.ofSeconds(1));
		assertThat(ask(2, A)).as("A is full").isEmpty();
		urgent(3, B);
		on(new SwapEvent.UnloadAsked(Set.of(A), UnloadMode.DRAIN));
		assertThat(urgent(4, A)).as("comes after the unload").isEmpty();
		assertThat(on(new SwapEvent.LeaseEnded(1))).containsExactly(stop(A, "room for b"));
		assertThat(stopped(A)).containsExactly(start(B));
	}

	@Test
	void hungStopDelaysNobodyWhoDoesNotNeedItsRoom() {
		this.scheduler = scheduler(Map.of("coding", List.of(A, B), "other", List.of(A, C)), Duration.ZERO, 10, 100);
		ask(1, A, "coding");
		ready(A);
		ready(B);
		on(new SwapEvent.UnloadAsked(Set.of(B), UnloadMode.NOW));
		assertThat(ask(2, A)).containsExactly(granted(2, 1, Duration.ZERO));
	}

	@Test
	void whoNeedsTheRoomOfAModelThatDoesNotEndIsToldSo() {
		load(A);
		ask(2, B);
		assertThat(on(new SwapEvent.UpstreamChanged(new UpstreamEvent.Stuck(A, "still there"))))
			.extracting(this::reason)
			.containsExactly(Refusal.Reason.STUCK);
		stopped(A);
		assertThat(ask(3, B)).containsExactly(start(B));
	}

	@Test
	void unknownModelIsRefused() {
		assertThat(ask(1, new ModelId("nobody"))).extracting(this::reason)
			.containsExactly(Refusal.Reason.UNKNOWN_MODEL);
	}

	@Test
	void shutdownRefusesWaitersDrainsAndStops() {
		load(A);
		ask(2, A);
		ask(3, B);
		assertThat(on(new SwapEvent.ShutdownAsked(UnloadMode.DRAIN, Duration.ofDays(1)))).extracting(this::reason)
			.containsExactly(Refusal.Reason.SHUTTING_DOWN);
		assertThat(ask(4, A)).extracting(this::reason).containsExactly(Refusal.Reason.SHUTTING_DOWN);
		assertThat(on(new SwapEvent.LeaseEnded(2))).containsExactly(stop(A, "shutdown"));
	}

	@Test
	void shutdownInAHurryShortensTheGrace() {
		load(A);
		on(new SwapEvent.ShutdownAsked(UnloadMode.NOW, Duration.ofDays(1)));
		assertThat(on(new SwapEvent.ShutdownAsked(UnloadMode.NOW, Duration.ZERO)))
			.containsExactly(new SwapEffect.StopModel(A, Duration.ZERO, "shutdown"));
	}

	private void failThreeTimes() {
		for (int ticket = 1; ticket <= 3; ticket++) {
			ask(ticket, A);
			failed(A);
			stopped(A);
		}
	}

	private void load(ModelId model) {
		ask(1, model);
		ready(model);
		on(new SwapEvent.LeaseEnded(1));
	}

	private List<SwapEffect> look(long ticket, ModelId model) {
		return on(new SwapEvent.RequestArrived(ticket, LeaseRequest.of(model).onlyIfReady()));
	}

	private static SwapEffect notLoaded(long ticket, ModelId model) {
		return new SwapEffect.RefuseRequest(ticket, Refusals.notLoaded(model));
	}

	private List<SwapEffect> ask(long ticket, ModelId model) {
		return ask(ticket, model, null);
	}

	private List<SwapEffect> ask(long ticket, ModelId model, @Nullable String profile) {
		return on(new SwapEvent.RequestArrived(ticket, new LeaseRequest(model, profile)));
	}

	private List<SwapEffect> urgent(long ticket, ModelId model) {
		return on(new SwapEvent.RequestArrived(ticket, LeaseRequest.of(model).by("", 1)));
	}

	private List<SwapEffect> ready(ModelId model) {
		return on(new SwapEvent.UpstreamChanged(new UpstreamEvent.Ready(model, endpoint(++this.lives))));
	}

	private List<SwapEffect> failed(ModelId model) {
		return on(new SwapEvent.UpstreamChanged(new UpstreamEvent.Failed(model, failure()))).stream()
			.filter((effect) -> !(effect instanceof SwapEffect.SetTimer))
			.toList();
	}

	private List<SwapEffect> stopped(ModelId model) {
		return on(new SwapEvent.UpstreamChanged(new UpstreamEvent.Stopped(model)));
	}

	private List<SwapEffect> on(SwapEvent event) {
		return PlainEffects.of(this.scheduler.on(event, this.now), START.plusSeconds(300));
	}

	private void pass(Duration time) {
		this.now = this.now.plus(time);
	}

	private SlotView view(ModelId model) {
		return this.scheduler.takeChanges()
			.stream()
			.filter((view) -> view.id().equals(model))
			.findFirst()
			.orElseThrow();
	}

	private Refusal.@Nullable Reason reason(SwapEffect effect) {
		return (effect instanceof SwapEffect.RefuseRequest refuse) ? refuse.refusal().reason() : null;
	}

	private ModelFailure failure() {
		return new ModelFailure(ModelFailure.Kind.EXITED_WHILE_LOADING, "exited with code 1", 1, List.of(), this.now);
	}

	private static SwapEffect start(ModelId model) {
		return PlainEffects.start(model);
	}

	private static SwapEffect stop(ModelId model, String why) {
		return new SwapEffect.StopModel(model, Duration.ofSeconds(10), why);
	}

	private static SwapEffect granted(long ticket, long life, Duration waited) {
		return new SwapEffect.GrantLease(ticket, endpoint(life), waited);
	}

	private static Endpoint endpoint(long life) {
		return new Endpoint(URI.create("http://localhost:5800"), life);
	}

	private static SwapScheduler scheduler(Map<String, List<ModelId>> profiles, Duration ttl, int concurrency,
			int queue) {
		Map<ModelId, ModelRules> models = new LinkedHashMap<>();
		for (ModelId model : List.of(A, B, C)) {
			models.put(model, new ModelRules(ttl, Duration.ofSeconds(10), concurrency, queue));
		}
		return new SwapScheduler(new SchedulingRules(models,
				new ProfileEvictionPolicy(profiles, new GroupEvictionPolicy(List.of())), OVERTAKING, BackOff.DEFAULT),
				START);
	}

}
