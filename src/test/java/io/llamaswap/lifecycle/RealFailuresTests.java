package io.llamaswap.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.llamaswap.config.GroupConfiguration;
import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import io.llamaswap.upstream.UpstreamEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What went wrong with swapping, queues and scheduling in other programs of this kind,
 * one test each. Numbers and the tests of the other failures: {@code docs/failures.md}.
 */
class RealFailuresTests extends ScriptedScheduler {

	private static final ModelRules PLAIN = new ModelRules(Duration.ZERO, GRACE, 10, 100);

	private static final ModelRules IDLE_LIMIT = new ModelRules(Duration.ofMinutes(2), GRACE, 10, 100);

	RealFailuresTests() {
		super(rules(PLAIN, new GroupEvictionPolicy(List.of())));
	}

	@Test
	void r01RequestDuringTheIdleUnloadIsServedByAFreshStart() {
		schedulerWith(rules(IDLE_LIMIT, new GroupEvictionPolicy(List.of())));
		load(A);
		pass(Duration.ofMinutes(2));
		assertThat(on(new SwapEvent.TimerFired())).containsExactly(stop(A, "idle"));
		assertThat(ask(2, A)).isEmpty();
		assertThat(ask(3, B)).as("the others are not affected").isEmpty();
		assertThat(stopped(A)).containsExactly(start(A));
		assertThat(ready(A)).contains(granted(2));
	}

	@Test
	void r02RequestCountsFromItsGrantSoNoSwapCanSlipInBeforeItIsSent() {
		load(A);
		assertThat(ask(2, A)).containsExactly(granted(2));
		assertThat(ask(3, B)).as("granted, nothing sent yet").isEmpty();
		assertThat(end(2)).containsExactly(stop(A, "room for b"));
	}

	@Test
	void r03OpeningAnotherModelInTheMiddleOfAConversationRefusesNobody() {
		load(A);
		for (long ticket = 2; ticket < 40; ticket += 2) {
			ask(ticket, A);
			List<SwapEffect> effects = new ArrayList<>(ask(ticket + 1, B));
			effects.addAll(end(ticket));
			assertThat(effects).noneMatch((effect) -> effect instanceof SwapEffect.RefuseRequest);
			if (effects.contains(stop(A, "room for b"))) {
				return;
			}
		}
	}

	@Test
	void r04ModelServesWhoItWasLoadedForBeforeItIsEvicted() {
		ask(1, A);
		pass(Duration.ofMillis(100));
		assertThat(ask(2, B)).isEmpty();
		assertThat(ready(A)).containsExactly(granted(1, 1, Duration.ofMillis(100)));
		assertThat(end(1)).containsExactly(stop(A, "room for b"));
	}

	@Test
	void r05TwoThatWantTheSameRoomAtTheSameInstantAreBothServed() {
		load(A);
		assertThat(ask(2, B)).containsExactly(stop(A, "room for b"));
		assertThat(ask(3, C)).isEmpty();
		assertThat(stopped(A)).containsExactly(start(B));
		assertThat(ready(B)).contains(granted(2));
		assertThat(end(2)).containsExactly(stop(B, "room for c"));
		assertThat(stopped(B)).containsExactly(start(C));
		assertThat(ready(C)).contains(granted(3));
	}

	@Test
	void r06LoadWithWaitersIsNoVictimAndOneWithoutIsAborted() {
		ask(1, A);
		assertThat(ask(2, B)).isEmpty();
		assertThat(on(new SwapEvent.RequestCancelled(1)))
			.containsExactly(stop(A, "its load is given up: nobody waits for it, room for b"));
	}

	@Test
	void r07ModelThatHasToGoIsNotRevivedByThoseWhoKeepComing() {
		busyUntilOvertakingIsOver();
		for (long ticket = 10; ticket < 20; ticket++) {
			assertThat(ask(ticket, A)).as("they queue").isEmpty();
		}
		assertThat(end(2)).containsExactly(stop(A, "room for b"));
		assertThat(stopped(A)).containsExactly(start(B));
	}

	@Test
	void r08DrainHasADeadlineWhereOneIsSet() {
		schedulerWith(rules(new ModelRules(Duration.ZERO, Duration.ofSeconds(10), 10, 100, 0, Duration.ZERO,
				Duration.ofSeconds(30)), new GroupEvictionPolicy(List.of())));
		load(A);
		ask(2, A);
		ask(3, B);
		pass(Duration.ofSeconds(10));
		assertThat(on(new SwapEvent.TimerFired())).containsExactly(new SwapEffect.SetTimer(this.now.plusSeconds(30)));
		pass(Duration.ofSeconds(30));
		assertThat(on(new SwapEvent.TimerFired())).contains(stop(A, "room for b, after draining for 30 s"));
	}

	@Test
	void r08DrainOfAnUnloadAndOfAReloadHaveTheSameDeadline() {
		Duration limit = Duration.ofSeconds(30);
		SchedulingRules limited = rules(
				new ModelRules(Duration.ZERO, Duration.ofSeconds(10), 10, 100, 0, Duration.ZERO, limit),
				new GroupEvictionPolicy(List.of()));
		schedulerWith(limited);
		load(A);
		ask(2, A);
		on(new SwapEvent.UnloadAsked(Set.of(A), UnloadMode.DRAIN));
		pass(limit);
		assertThat(on(new SwapEvent.TimerFired())).containsExactly(stop(A, "unloaded, after draining for 30 s"));
		schedulerWith(limited);
		load(A);
		ask(4, A);
		on(new SwapEvent.ConfigurationReplaced(limited, Set.of(A)));
		pass(limit);
		assertThat(on(new SwapEvent.TimerFired()))
			.containsExactly(stop(A, "its configuration changed, after draining for 30 s"));
	}

	@Test
	void r09LoadedModelAnswersWhateverElseIsSwapping() {
		schedulerWith(rules(PLAIN,
				new GroupEvictionPolicy(List.of(group("one", true, false, A), group("two", true, false, B, C)))));
		load(A);
		load(C);
		assertThat(ask(5, B)).containsExactly(stop(C, "room for b"));
		assertThat(ask(6, A)).containsExactly(granted(6, 1));
	}

	@Test
	void r11EndlessOverlappingRequestsDoNotStarveAnother() {
		load(A);
		ask(1000, A);
		ask(2, B);
		long waited = 0;
		List<SwapEffect> effects = List.of();
		while (!effects.contains(stop(A, "room for b"))) {
			assertThat(waited++).as("seconds that B waits").isLessThan(OVERTAKING.toSeconds() + 2);
			pass(Duration.ofSeconds(1));
			ask(1000 + waited, A);
			effects = end(999 + waited);
		}
		assertThat(stopped(A)).containsExactly(start(B));
	}

	@Test
	void r12AlternatingRequestsCostOneSwap() {
		for (long ticket = 1; ticket <= 12; ticket++) {
			ask(ticket, (ticket % 2 == 1) ? A : B);
		}
		assertThat(ready(A)).filteredOn((effect) -> effect instanceof SwapEffect.GrantLease).hasSize(6);
		for (long ticket = 1; ticket < 11; ticket += 2) {
			assertThat(end(ticket)).isEmpty();
		}
		assertThat(end(11)).containsExactly(stop(A, "room for b"));
		stopped(A);
		assertThat(ready(B)).filteredOn((effect) -> effect instanceof SwapEffect.GrantLease).hasSize(6);
	}

	@Test
	void r13QueuedBatchIsFinishedBeforeOneSwapEachWay() {
		schedulerWith(rules(new ModelRules(Duration.ZERO, Duration.ofSeconds(10), 1, 100),
				new GroupEvictionPolicy(List.of())));
		for (long job = 1; job <= 10; job++) {
			ask(job, A);
		}
		ready(A);
		ask(11, B);
		for (long job = 1; job < 10; job++) {
			pass(Duration.ofMillis(900));
			assertThat(end(job)).contains(granted(job + 1, 1, Duration.ofMillis(900 * job)));
		}
		assertThat(end(10)).containsExactly(stop(A, "room for b"));
	}

	@Test
	void r14KeptModelsDoNotDependOnTheOrderInWhichTheyCome() {
		EvictionPolicy policy = new KeepingEvictionPolicy(Set.of(A), new GroupEvictionPolicy(List.of()));
		assertThat(policy.victims(LeaseRequest.of(A), Set.of(B))).isEmpty();
		assertThat(policy.victims(LeaseRequest.of(B), Set.of(A))).isEmpty();
		assertThat(policy.victims(LeaseRequest.of(C), Set.of(A, B))).containsExactly(B);
	}

	@Test
	void r15WhoeverLeftTheQueueGetsNoLoad() {
		load(A);
		ask(2, A);
		ask(3, B);
		on(new SwapEvent.RequestCancelled(3));
		assertThat(end(2)).as("nobody wants B any more").isEmpty();
	}

	@Test
	void r10ModelThatNeverFitsIsTriedTwiceAndThenLeftAlone() {
		load(A);
		ask(2, A);
		end(2);
		ask(3, B);
		stopped(A);
		assertThat(failWithoutMemory(B)).as("nobody is told yet").noneMatch(SwapEffect.RefuseRequest.class::isInstance);
		stopped(B);
		pass(Settling.PAUSE);
		assertThat(on(new SwapEvent.TimerFired())).containsExactly(start(B));
		assertThat(failWithoutMemory(B)).extracting(RealFailuresTests::reason)
			.containsExactly(Refusal.Reason.START_FAILED);
		stopped(B);
		for (long ticket = 4; ticket <= 5; ticket++) {
			pass(Settling.RECENT.plusSeconds(1));
			assertThat(ask(ticket, B)).containsExactly(start(B));
			failWithoutMemory(B);
			stopped(B);
		}
		assertThat(ask(6, B)).extracting(RealFailuresTests::reason).containsExactly(Refusal.Reason.BACKING_OFF);
	}

	@Test
	void r22MemoryThatComesBackLateFailsNobody() {
		load(A);
		ask(2, A);
		end(2);
		ask(3, B);
		stopped(A);
		failWithoutMemory(B);
		assertThat(stopped(B)).as("a pause").noneMatch(SwapEffect.StartModel.class::isInstance);
		assertThat(ask(4, A)).as("the room is kept").isEmpty();
		pass(Settling.PAUSE);
		assertThat(on(new SwapEvent.TimerFired())).containsExactly(start(B));
		assertThat(ready(B)).contains(granted(3, 2, Settling.PAUSE));
	}

	@Test
	void r22WhatElseFailsIsToldAtOnce() {
		load(A);
		ask(2, A);
		end(2);
		ask(3, B);
		stopped(A);
		assertThat(on(new SwapEvent.UpstreamChanged(new UpstreamEvent.Failed(B, failure()))))
			.extracting(RealFailuresTests::reason)
			.containsExactly(Refusal.Reason.START_FAILED);
	}

	private static Refusal.Reason reason(SwapEffect effect) {
		return ((SwapEffect.RefuseRequest) effect).refusal().reason();
	}

	private List<SwapEffect> failWithoutMemory(ModelId model) {
		return on(new SwapEvent.UpstreamChanged(
				new UpstreamEvent.Failed(model, new ModelFailure(ModelFailure.Kind.EXITED_WHILE_LOADING, "it ended", 1,
						List.of("cudaMalloc failed: out of memory", "main: exiting"), this.now))));
	}

	@Test
	void r24FailedStartIsTriedAgainByTheNextRequest() {
		ask(1, A);
		on(new SwapEvent.UpstreamChanged(new UpstreamEvent.Failed(A, failure())));
		stopped(A);
		assertThat(ask(2, A)).containsExactly(start(A));
	}

	@Test
	void r25CrashAtEachStartIsLeftAloneForLongerAndLongerAndCanBeForgivenByHand() {
		for (long ticket = 1; ticket <= 3; ticket++) {
			ask(ticket, A);
			on(new SwapEvent.UpstreamChanged(new UpstreamEvent.Failed(A, failure())));
			stopped(A);
		}
		for (long seconds = 5; seconds <= 40; seconds *= 2) {
			Duration delay = Duration.ofSeconds(seconds);
			assertThat(ask(100 + seconds, A)).singleElement()
				.isInstanceOfSatisfying(SwapEffect.RefuseRequest.class, (refuse) -> {
					assertThat(refuse.refusal().message()).contains("exited with code 1");
					assertThat(refuse.refusal().retryAfter()).isEqualTo(delay);
				});
			pass(delay);
			assertThat(ask(200 + seconds, A)).containsExactly(start(A));
			on(new SwapEvent.UpstreamChanged(new UpstreamEvent.Failed(A, failure())));
			stopped(A);
		}
		on(new SwapEvent.FailuresForgiven(A));
		assertThat(ask(5, A)).containsExactly(start(A));
	}

	@Test
	void r26IdleLimitShorterThanTheLoadDoesNotInterruptIt() {
		schedulerWith(rules(IDLE_LIMIT, new GroupEvictionPolicy(List.of())));
		ask(1, A);
		pass(Duration.ofMinutes(4));
		assertThat(on(new SwapEvent.TimerFired())).isEmpty();
		ready(A);
		end(1);
		pass(Duration.ofSeconds(119));
		assertThat(on(new SwapEvent.TimerFired())).noneMatch((effect) -> effect instanceof SwapEffect.StopModel);
	}

	@Test
	void r27IdleTimeBeginsAtTheEndOfAStreamThatWasLongerThanIt() {
		schedulerWith(rules(IDLE_LIMIT, new GroupEvictionPolicy(List.of())));
		ask(1, A);
		ready(A);
		pass(Duration.ofMinutes(4));
		assertThat(on(new SwapEvent.TimerFired())).isEmpty();
		assertThat(end(1)).noneMatch((effect) -> effect instanceof SwapEffect.StopModel);
		pass(Duration.ofMinutes(2));
		assertThat(on(new SwapEvent.TimerFired())).contains(stop(A, "idle"));
	}

	@Test
	void r30UnloadWhileStartingEndsTheLoadAndTellsItsWaiters() {
		ask(1, A);
		List<SwapEffect> effects = on(new SwapEvent.UnloadAsked(Set.of(A), UnloadMode.NOW));
		assertThat(reason(effects.get(0))).isEqualTo(Refusal.Reason.UNLOADED);
		assertThat(effects).last().isEqualTo(stop(A, "unloaded"));
		assertThat(ready(A)).as("too late").isEmpty();
		assertThat(stopped(A)).isEmpty();
		assertThat(view(A).state()).isEqualTo(ModelState.STOPPED);
	}

	@Test
	void r31EachWayOfStoppingHasTheSameGrace() {
		load(A);
		assertThat(on(new SwapEvent.UnloadAsked(Set.of(A), UnloadMode.NOW))).containsExactly(stop(A, "unloaded"));
	}

	@Test
	void r32UnloadDoesNotDependOnRequestsThatNeverEnd() {
		load(A);
		for (long ticket = 2; ticket < 12; ticket++) {
			ask(ticket, A);
		}
		assertThat(on(new SwapEvent.UnloadAsked(Set.of(A), UnloadMode.NOW))).containsExactly(stop(A, "unloaded"));
	}

	@Test
	void r34RivalStartsAfterTheConfirmedEndOnly() {
		load(A);
		assertThat(ask(2, B)).as("no start yet").containsExactly(stop(A, "room for b"));
		assertThat(on(new SwapEvent.UpstreamChanged(new UpstreamEvent.Stuck(A, "it sleeps in the driver"))))
			.singleElement()
			.isInstanceOf(SwapEffect.RefuseRequest.class);
		assertThat(ask(3, B)).singleElement().isInstanceOf(SwapEffect.RefuseRequest.class);
		assertThat(stopped(A)).isEmpty();
		assertThat(ask(4, B)).as("its room is empty now").containsExactly(start(B));
	}

	@Test
	void r35ModelThatWasLoadedByHandMakesRoomLikeAnyOther() {
		load(A);
		assertThat(ask(2, B)).containsExactly(stop(A, "room for b"));
	}

	@Test
	void r36ModelThatAnswersNoCheckIsReplacedAndOthersGoOn() {
		load(A);
		assertThat(on(new SwapEvent.CheckFailed(A, 1, failure())))
			.containsExactly(new SwapEffect.StopModel(A, GRACE, "recycled: exited with code 1", failure()));
		assertThat(view(A).failed()).isTrue();
		assertThat(ask(2, A)).isEmpty();
		assertThat(stopped(A)).containsExactly(start(A));
	}

	@Test
	void r36CheckOfAnotherLifeOrOfABusyModelChangesNothing() {
		load(A);
		assertThat(on(new SwapEvent.CheckFailed(A, 7, failure()))).isEmpty();
		ask(2, A);
		assertThat(on(new SwapEvent.CheckFailed(A, 1, failure()))).isEmpty();
	}

	@Test
	void r55FortyAtOnceQueueAndFinish() {
		load(A);
		for (long ticket = 2; ticket < 42; ticket++) {
			assertThat(ask(ticket, A)).noneMatch((effect) -> effect instanceof SwapEffect.RefuseRequest);
		}
		int served = 0;
		for (long ticket = 2; ticket < 42; ticket++) {
			served += on(new SwapEvent.LeaseEnded(ticket)).size();
		}
		assertThat(served).as("ten were served at once").isEqualTo(30);
	}

	@Test
	void r65StartingStoppedByHandAndCrashedAreThreeStates() {
		ask(1, A);
		assertThat(view(A).state()).isEqualTo(ModelState.STARTING);
		ready(A);
		end(1);
		on(new SwapEvent.UnloadAsked(Set.of(A), UnloadMode.NOW));
		stopped(A);
		assertThat(view(A).failed()).isFalse();
		load(A);
		on(new SwapEvent.UpstreamChanged(new UpstreamEvent.Exited(A, failure())));
		stopped(A);
		assertThat(view(A).failed()).isTrue();
	}

	private void busyUntilOvertakingIsOver() {
		load(A);
		ask(2, A);
		ask(3, B);
		pass(Duration.ofSeconds(10));
	}

	@Override
	List<SwapEffect> on(SwapEvent event) {
		return (event instanceof SwapEvent.TimerFired) ? super.on(event) : withoutTimers(super.on(event));
	}

	private static GroupConfiguration group(String name, boolean swap, boolean exclusive, ModelId... members) {
		return new GroupConfiguration(name, swap, exclusive, false, List.of(members));
	}

}
