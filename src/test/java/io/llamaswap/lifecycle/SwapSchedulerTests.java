package io.llamaswap.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import io.llamaswap.upstream.UpstreamEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SwapSchedulerTests extends ScriptedScheduler {

	SwapSchedulerTests() {
		super(rules(Map.of("coding", List.of(A, B)), Duration.ZERO, 10, 100));
	}

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

	// Found by a million random schedules: it was told with the next event only.
	@Test
	void requestThatMayNotLoadIsToldAtOnceWhenItsModelIsCutForAYoungerOne() {
		schedulerWith(rules(new ModelRules(Duration.ZERO, GRACE, 1, 100, 0, Duration.ZERO, Duration.ofSeconds(30)),
				new GroupEvictionPolicy(List.of())));
		load(A);
		ask(2, A);
		look(3, A);
		ask(4, B);
		pass(OVERTAKING);
		on(new SwapEvent.TimerFired());
		pass(Duration.ofSeconds(30));
		assertThat(on(new SwapEvent.TimerFired()))
			.containsExactlyInAnyOrder(stop(A, "room for b, after draining for 30 s"), notLoaded(3, A));
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
		assertThat(on(new SwapEvent.RequestCancelled(1)))
			.containsExactly(stop(A, "its load is given up: nobody waits for it, room for b"));
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
		failThreeTimes(A);
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
		failThreeTimes(A);
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
		schedulerWith(rules(Map.of(), Duration.ofMinutes(1), 10, 100));
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
		schedulerWith(rules(Map.of(), Duration.ofMinutes(1), 10, 100));
		ask(1, A);
		on(new SwapEvent.RequestCancelled(1));
		pass(Duration.ofSeconds(100));
		assertThat(ready(A)).containsExactly(new SwapEffect.SetTimer(this.now.plusSeconds(60)));
	}

	@Test
	void requestDuringATtlStopIsServedByAFreshStart() {
		schedulerWith(rules(Map.of(), Duration.ofMinutes(1), 10, 100));
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

	// Its own timer had been replaced by an earlier one, and nothing set it again.
	@Test
	void memberThatHasToStayForAWhileIsStoppedAfterItAlthoughSomethingElseWasDueBefore() {
		ModelRules idle = new ModelRules(Duration.ofSeconds(5), GRACE, 10, 100);
		ModelRules resident = new ModelRules(Duration.ZERO, GRACE, 10, 100, 0, Duration.ofMinutes(1), Duration.ZERO);
		EvictionPolicy policy = new ProfileEvictionPolicy(Map.of("coding", List.of(A, B)),
				new GroupEvictionPolicy(List.of()));
		schedulerWith(new SchedulingRules(Map.of(A, idle, B, resident), policy, OVERTAKING, BackOff.DEFAULT));
		ask(1, A, "coding");
		ready(A);
		ready(B);
		ask(2, A);
		end(1);
		end(2);
		pass(Duration.ofSeconds(5));
		assertThat(on(new SwapEvent.TimerFired())).containsExactlyInAnyOrder(stop(A, "idle"),
				new SwapEffect.SetTimer(this.now.plusSeconds(55)));
		pass(Duration.ofSeconds(55));
		assertThat(on(new SwapEvent.TimerFired())).containsExactly(stop(B, "its profile was left"));
	}

	@Test
	void concurrencyLimitQueuesAndCountsServedRequests() {
		schedulerWith(rules(Map.of(), Duration.ZERO, 1, 100));
		load(A);
		ask(2, A);
		assertThat(ask(3, A)).isEmpty();
		assertThat(on(new SwapEvent.LeaseEnded(2))).containsExactly(granted(3, 1, Duration.ZERO));
	}

	@Test
	void whatIsOnlyReadPassesBesideTheLimit() {
		schedulerWith(rules(Map.of(), Duration.ZERO, 1, 1));
		load(A);
		ask(2, A);
		assertThat(ask(3, A)).as("work waits").isEmpty();
		assertThat(on(new SwapEvent.RequestArrived(4, LeaseRequest.of(A).uncounted())))
			.containsExactly(granted(4, 1, Duration.ZERO));
		assertThat(on(new SwapEvent.LeaseEnded(4))).as("makes room for no work").isEmpty();
		assertThat(on(new SwapEvent.LeaseEnded(2))).containsExactly(granted(3, 1, Duration.ZERO));
	}

	@Test
	void fullQueueRefuses() {
		schedulerWith(rules(Map.of(), Duration.ZERO, 1, 1));
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
	void loadThatDrainsServesThoseWhoWaitedForItAndNobodyElse() {
		ask(1, A);
		assertThat(on(new SwapEvent.UnloadAsked(Set.of(A), UnloadMode.DRAIN))).isEmpty();
		assertThat(ask(2, A)).isEmpty();
		assertThat(ready(A)).containsExactly(granted(1, 1, Duration.ZERO));
		assertThat(on(new SwapEvent.LeaseEnded(1))).containsExactly(stop(A, "unloaded"));
		assertThat(stopped(A)).containsExactly(start(A));
	}

	// Seed 58 of the simulation: who was granted by a load that drains was never cut.
	@Test
	void lastWhomALoadThatDrainsServesIsCutAtTheLimitToo() {
		schedulerWith(rules(new ModelRules(Duration.ZERO, GRACE, 10, 100, 0, Duration.ZERO, Duration.ofSeconds(30)),
				new GroupEvictionPolicy(List.of())));
		ask(1, A);
		on(new SwapEvent.UnloadAsked(Set.of(A), UnloadMode.DRAIN));
		assertThat(ready(A)).containsExactly(granted(1, 1, Duration.ZERO),
				new SwapEffect.SetTimer(this.now.plusSeconds(30)));
		pass(Duration.ofSeconds(30));
		assertThat(on(new SwapEvent.TimerFired())).containsExactly(stop(A, "unloaded, after draining for 30 s"));
	}

	@Test
	void loadThatDrainsEndsWithItsLastWaiterAndLaterOnesGetTheNextLife() {
		ask(1, A);
		on(new SwapEvent.UnloadAsked(Set.of(A), UnloadMode.DRAIN));
		assertThat(ask(2, A)).isEmpty();
		assertThat(on(new SwapEvent.RequestCancelled(1))).containsExactly(stop(A, "unloaded"));
		assertThat(stopped(A)).containsExactly(start(A));
	}

	@Test
	void loadThatNobodyWaitsForEndsAtOnceWhenItIsDrained() {
		ask(1, A);
		on(new SwapEvent.RequestCancelled(1));
		assertThat(on(new SwapEvent.UnloadAsked(Set.of(A), UnloadMode.DRAIN))).containsExactly(stop(A, "unloaded"));
	}

	@Test
	void modelThatDrainsIsNotKeptForWhomOnlyItsNextLifeCanServe() {
		schedulerWith(rules(Map.of(), Duration.ZERO, 1, 100));
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
		schedulerWith(rules(Map.of("coding", List.of(A, B), "other", List.of(A, C)), Duration.ZERO, 10, 100));
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
		SlotView shown = view(A);
		assertThat(shown.state()).isEqualTo(ModelState.STOPPING);
		assertThat(shown.failed()).as("shown and counted").isTrue();
		assertThat(shown.lastFailure()).extracting(ModelFailure::reason).isEqualTo("it does not end: still there");
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

	private List<SwapEffect> look(long ticket, ModelId model) {
		return on(new SwapEvent.RequestArrived(ticket, LeaseRequest.of(model).onlyIfReady()));
	}

	private static SwapEffect notLoaded(long ticket, ModelId model) {
		return new SwapEffect.RefuseRequest(ticket, Refusals.notLoaded(model));
	}

	private List<SwapEffect> ask(long ticket, ModelId model, @Nullable String profile) {
		return on(new SwapEvent.RequestArrived(ticket, new LeaseRequest(model, profile)));
	}

	private List<SwapEffect> urgent(long ticket, ModelId model) {
		return on(new SwapEvent.RequestArrived(ticket, LeaseRequest.of(model).by("", 1)));
	}

	private Refusal.@Nullable Reason reason(SwapEffect effect) {
		return (effect instanceof SwapEffect.RefuseRequest refuse) ? refuse.refusal().reason() : null;
	}

	private static SchedulingRules rules(Map<String, List<ModelId>> profiles, Duration ttl, int concurrency,
			int queue) {
		return rules(new ModelRules(ttl, GRACE, concurrency, queue), profiles);
	}

	private static SchedulingRules rules(ModelRules each, Map<String, List<ModelId>> profiles) {
		return rules(each, new ProfileEvictionPolicy(profiles, new GroupEvictionPolicy(List.of())));
	}

}
