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
import io.llamaswap.upstream.Endpoint;
import io.llamaswap.upstream.UpstreamEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationReplacedTests {

	private static final Duration GRACE = Duration.ofSeconds(10);

	private static final ModelId A = new ModelId("a");

	private static final ModelId B = new ModelId("b");

	private Instant now = Instant.parse("2026-01-01T00:00:00Z");

	private final SwapScheduler scheduler = new SwapScheduler(rules(Duration.ZERO, A, B), this.now);

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
		assertThat(stopped(A)).containsExactly(PlainEffects.start(A));
	}

	@Test
	void busyChangedModelDrainsAndNewcomersWaitForItsSuccessor() {
		lease(1, A);
		assertThat(replace(rules(Duration.ZERO, A, B), A)).isEmpty();
		assertThat(ask(2, A)).isEmpty();
		assertThat(end(1)).containsExactly(stop(A, "its configuration changed"));
		assertThat(stopped(A)).containsExactly(PlainEffects.start(A));
	}

	@Test
	void loadOfAChangedModelBeginsAnewAndItsWaitersStay() {
		ask(1, A);
		assertThat(replace(rules(Duration.ZERO, A, B), A)).containsExactly(stop(A, "its configuration changed"));
		assertThat(stopped(A)).containsExactly(PlainEffects.start(A));
		assertThat(ready(A)).containsExactly(granted(1));
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
	void removedModelIsForgottenWhenItsLastRequestAndItsProcessHaveEnded() {
		lease(1, A);
		assertThat(replace(rules(Duration.ZERO, B))).isEmpty();
		assertThat(end(1)).containsExactly(stop(A, "removed from the configuration"));
		assertThat(stopped(A)).containsExactly(new SwapEffect.ForgetModel(A));
		assertThat(ask(2, A)).singleElement().isInstanceOf(SwapEffect.RefuseRequest.class);
	}

	@Test
	void rivalOfARemovedModelWaitsForItsEnd() {
		lease(1, A);
		replace(rules(Duration.ZERO, B));
		assertThat(ask(2, B)).noneMatch(SwapEffect.StartModel.class::isInstance);
		end(1);
		assertThat(stopped(A)).contains(PlainEffects.start(B));
	}

	@Test
	void modelThatComesBackWhileItDrainsIsStartedAnew() {
		lease(1, A);
		replace(rules(Duration.ZERO, B));
		replace(rules(Duration.ZERO, A, B));
		assertThat(ask(2, A)).isEmpty();
		assertThat(end(1)).containsExactly(stop(A, "removed from the configuration"));
		assertThat(stopped(A)).containsExactly(PlainEffects.start(A));
	}

	@Test
	void whoeverWaitsForSomethingElseKeepsItsPlace() {
		lease(1, A);
		ask(2, B);
		assertThat(replace(rules(Duration.ofSeconds(90), A, B))).noneMatch(SwapEffect.RefuseRequest.class::isInstance);
		assertThat(end(1)).contains(stop(A, "room for b"));
		assertThat(stopped(A)).contains(PlainEffects.start(B));
	}

	@Test
	void backOffIsClearedForAChangedModelOnly() {
		failThreeTimes();
		replace(rules(Duration.ZERO, A, B));
		assertThat(ask(9, A)).singleElement().isInstanceOf(SwapEffect.RefuseRequest.class);
		replace(rules(Duration.ZERO, A, B), A);
		assertThat(ask(10, A)).containsExactly(PlainEffects.start(A));
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

	private void failThreeTimes() {
		for (int ticket = 1; ticket <= 3; ticket++) {
			ask(ticket, A);
			on(new SwapEvent.UpstreamChanged(new UpstreamEvent.Failed(A, new ModelFailure(
					ModelFailure.Kind.EXITED_WHILE_LOADING, "exited with code 1", 1, List.of(), this.now))));
			stopped(A);
		}
	}

	private void lease(long ticket, ModelId model) {
		ask(ticket, model);
		ready(model);
	}

	private List<SwapEffect> ask(long ticket, ModelId model) {
		return on(new SwapEvent.RequestArrived(ticket, LeaseRequest.of(model)));
	}

	private List<SwapEffect> end(long ticket) {
		return on(new SwapEvent.LeaseEnded(ticket));
	}

	private List<SwapEffect> ready(ModelId model) {
		return on(new SwapEvent.UpstreamChanged(new UpstreamEvent.Ready(model, endpoint())));
	}

	private List<SwapEffect> stopped(ModelId model) {
		return on(new SwapEvent.UpstreamChanged(new UpstreamEvent.Stopped(model)));
	}

	private List<SwapEffect> replace(SchedulingRules rules, ModelId... relaunched) {
		return on(new SwapEvent.ConfigurationReplaced(rules, Set.of(relaunched))).stream()
			.filter((effect) -> !(effect instanceof SwapEffect.SetTimer))
			.toList();
	}

	private List<SwapEffect> on(SwapEvent event) {
		return PlainEffects.of(this.scheduler.on(event, this.now), Instant.parse("2026-01-01T00:05:00Z"));
	}

	private static SwapEffect stop(ModelId model, String why) {
		return new SwapEffect.StopModel(model, GRACE, why);
	}

	private static SwapEffect granted(long ticket) {
		return new SwapEffect.GrantLease(ticket, endpoint(), Duration.ZERO);
	}

	private static Endpoint endpoint() {
		return new Endpoint(URI.create("http://localhost:5800"), 1);
	}

	private static SchedulingRules rules(Duration ttl, ModelId... models) {
		Map<ModelId, ModelRules> rules = new LinkedHashMap<>();
		for (ModelId model : models) {
			rules.put(model, new ModelRules(ttl, GRACE, 10, 100));
		}
		return new SchedulingRules(rules, new GroupEvictionPolicy(List.of()), Duration.ofSeconds(10), BackOff.DEFAULT);
	}

}
