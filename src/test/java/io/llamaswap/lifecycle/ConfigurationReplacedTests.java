package io.llamaswap.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.llamaswap.model.ModelId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationReplacedTests extends ScriptedScheduler {

	ConfigurationReplacedTests() {
		super(rules(Duration.ZERO, A, B));
	}

	@Test
	void unchangedModelKeepsItsProcessAndItsRequests() {
		lease(1, A);
		assertThat(replace(rules(Duration.ZERO, A, B))).isEmpty();
		assertThat(ask(2, A)).containsExactly(granted(2));
	}

	@Test
	void idleChangedModelIsStoppedAtOnce() {
		lease(1, A);
		end(1);
		assertThat(replace(rules(Duration.ZERO, A, B), A)).containsExactly(stop(A, "its configuration changed"));
		assertThat(ask(2, A)).isEmpty();
		assertThat(stopped(A)).containsExactly(start(A));
	}

	@Test
	void busyChangedModelDrainsAndNewcomersWaitForItsSuccessor() {
		lease(1, A);
		assertThat(replace(rules(Duration.ZERO, A, B), A)).isEmpty();
		assertThat(ask(2, A)).isEmpty();
		assertThat(end(1)).containsExactly(stop(A, "its configuration changed"));
		assertThat(stopped(A)).containsExactly(start(A));
	}

	@Test
	void loadOfAChangedModelBeginsAnewAndItsWaitersStay() {
		ask(1, A);
		assertThat(replace(rules(Duration.ZERO, A, B), A)).containsExactly(stop(A, "its configuration changed"));
		assertThat(stopped(A)).containsExactly(start(A));
		assertThat(ready(A)).containsExactly(granted(1));
	}

	// Found by the simulation, seed 379383.
	@Test
	void modelThatWasToLeaveStaysWhenItIsKeptFromNowOn() {
		ModelRules each = new ModelRules(Duration.ZERO, GRACE, 10, 100);
		EvictionPolicy policy = new ProfileEvictionPolicy(Map.of("coding", List.of(A, B)),
				new GroupEvictionPolicy(List.of()));
		schedulerWith(rules(each, policy));
		on(new SwapEvent.RequestArrived(1, new LeaseRequest(A, "coding")));
		ready(A);
		ready(B);
		on(new SwapEvent.RequestArrived(2, new LeaseRequest(B, "coding")));
		ask(3, A);
		replace(rules(each, new KeepingEvictionPolicy(Set.of(B), policy)));
		assertThat(end(2)).isEmpty();
	}

	@Test
	void removedModelDrainsAndItsWaitersAreTold() {
		lease(1, A);
		ask(2, B);
		ask(3, B);
		List<SwapEffect> effects = replace(rules(Duration.ZERO, A));
		assertThat(effects).hasSize(3)
			.filteredOn(SwapEffect.RefuseRequest.class::isInstance)
			.allSatisfy((effect) -> assertThat(((SwapEffect.RefuseRequest) effect).refusal().message())
				.contains("removed from the configuration"));
		assertThat(effects).contains(new SwapEffect.ForgetModel(B));
	}

	@Test
	void whoeverWaitsForARenamedModelKeepsItsPlaceAndWaitsForTheNewName() {
		schedulerWith(rules(Duration.ZERO, A, B, C));
		lease(1, A);
		ask(2, B);
		ask(3, C);
		SchedulingRules renamed = rules(Duration.ZERO, A, C);
		assertThat(on(new SwapEvent.ConfigurationReplaced(renamed, Set.of(), (request) -> C)))
			.contains(new SwapEffect.MoveRequest(2, C))
			.noneMatch(SwapEffect.RefuseRequest.class::isInstance);
		end(1);
		assertThat(stopped(A)).contains(start(C));
		assertThat(ready(C)).filteredOn(SwapEffect.GrantLease.class::isInstance)
			.extracting((effect) -> ((SwapEffect.GrantLease) effect).ticket())
			.containsExactly(2L, 3L);
	}

	@Test
	void removedModelIsForgottenWhenItsLastRequestAndItsProcessHaveEnded() {
		lease(1, A);
		assertThat(replace(rules(Duration.ZERO, B))).isEmpty();
		assertThat(end(1)).containsExactly(stop(A, "removed from the configuration"));
		assertThat(stopped(A)).containsExactly(new SwapEffect.ForgetModel(A));
		assertThat(ask(2, A)).singleElement().isInstanceOf(SwapEffect.RefuseRequest.class);
	}

	@Test
	void unloadEndsARemovedModelThatStillServesSomebody() {
		lease(1, A);
		replace(rules(Duration.ZERO, B));
		assertThat(on(new SwapEvent.UnloadAsked(Set.of(A), UnloadMode.NOW))).containsExactly(stop(A, "unloaded"));
		assertThat(stopped(A)).contains(new SwapEffect.ForgetModel(A));
	}

	// Seed 318043 of the simulation.
	@Test
	void unloadOfARemovedModelGoesOnWhenItIsConfiguredAgain() {
		lease(1, A);
		replace(rules(Duration.ZERO, B));
		on(new SwapEvent.UnloadAsked(Set.of(A), UnloadMode.DRAIN));
		replace(rules(Duration.ZERO, A, B));
		assertThat(ask(2, A)).isEmpty();
		assertThat(end(1)).containsExactly(stop(A, "unloaded"));
	}

	@Test
	void rivalOfARemovedModelWaitsForItsEnd() {
		lease(1, A);
		replace(rules(Duration.ZERO, B));
		assertThat(ask(2, B)).noneMatch(SwapEffect.StartModel.class::isInstance);
		end(1);
		assertThat(stopped(A)).contains(start(B));
	}

	@Test
	void changeThatIsTakenBackWhileItDrainsLeavesTheProcessAlone() {
		lease(1, A);
		replace(rules(Duration.ZERO, A, B), A);
		assertThat(ask(2, A)).isEmpty();
		assertThat(replace(rules(Duration.ZERO, A, B))).containsExactly(granted(2));
		assertThat(end(1)).isEmpty();
		assertThat(end(2)).isEmpty();
	}

	@Test
	void unloadGoesOnWhenAChangeIsTakenBack() {
		lease(1, A);
		on(new SwapEvent.UnloadAsked(Set.of(A), UnloadMode.DRAIN));
		replace(rules(Duration.ZERO, A, B), A);
		assertThat(replace(rules(Duration.ZERO, A, B))).isEmpty();
		assertThat(ask(2, A)).isEmpty();
		assertThat(end(1)).containsExactly(stop(A, "unloaded"));
	}

	@Test
	void modelThatComesBackAsItWasWhileItDrainsGoesOn() {
		lease(1, A);
		replace(rules(Duration.ZERO, B));
		replace(rules(Duration.ZERO, A, B));
		assertThat(ask(2, A)).containsExactly(granted(2));
	}

	@Test
	void modelThatComesBackOtherwiseWhileItDrainsIsStartedAnew() {
		lease(1, A);
		replace(rules(Duration.ZERO, B));
		replace(rules(Duration.ZERO, A, B), A);
		assertThat(ask(2, A)).isEmpty();
		assertThat(end(1)).containsExactly(stop(A, "its configuration changed"));
		assertThat(stopped(A)).containsExactly(start(A));
	}

	@Test
	void whoeverWaitsForSomethingElseKeepsItsPlace() {
		lease(1, A);
		ask(2, B);
		assertThat(replace(rules(Duration.ofSeconds(90), A, B))).noneMatch(SwapEffect.RefuseRequest.class::isInstance);
		assertThat(end(1)).contains(stop(A, "room for b"));
		assertThat(stopped(A)).contains(start(B));
	}

	@Test
	void newTimeToLiveCountsForARunningModel() {
		lease(1, A);
		end(1);
		replace(rules(Duration.ofSeconds(5), A, B));
		this.now = this.now.plusSeconds(5);
		assertThat(on(new SwapEvent.TimerFired())).containsExactly(stop(A, "idle"));
	}

	@Test
	void reloadDuringTheEndIsTooLate() {
		lease(1, A);
		on(new SwapEvent.ShutdownAsked(UnloadMode.DRAIN, Duration.ofDays(1)));
		assertThat(replace(rules(Duration.ZERO, B))).isEmpty();
		assertThat(end(1)).containsExactly(stop(A, "shutdown"));
	}

	private void lease(long ticket, ModelId model) {
		ask(ticket, model);
		ready(model);
	}

	private List<SwapEffect> replace(SchedulingRules rules, ModelId... relaunched) {
		return withoutTimers(on(new SwapEvent.ConfigurationReplaced(rules, Set.of(relaunched))));
	}

	private static SchedulingRules rules(Duration ttl, ModelId... models) {
		return rules(new ModelRules(ttl, GRACE, 10, 100), new GroupEvictionPolicy(List.of()), models);
	}

}
