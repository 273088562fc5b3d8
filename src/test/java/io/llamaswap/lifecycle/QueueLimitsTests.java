package io.llamaswap.lifecycle;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.llamaswap.model.ModelId;
import io.llamaswap.upstream.Endpoint;
import io.llamaswap.upstream.UpstreamEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link QueueLimits}, at each bound (D5).
 */
class QueueLimitsTests {

	private static final ModelId A = new ModelId("a");

	private static final ModelId B = new ModelId("b");

	private static final Instant NOW = Instant.EPOCH;

	private static final ModelRules RULES = new ModelRules(Duration.ZERO, Duration.ofSeconds(10), 10, 100);

	private final SwapScheduler scheduler = new SwapScheduler(
			new SchedulingRules(Map.of(A, RULES, B, RULES), new GroupEvictionPolicy(List.of()), Duration.ofSeconds(30),
					BackOff.DEFAULT, Duration.ofMinutes(5), 0, new QueueLimits(4, 2)),
			NOW);

	@Test
	void oneCallerMayHaveSoManyWaiting() {
		assertThat(ask(1, A, "x")).isEmpty();
		assertThat(ask(2, B, "x")).isEmpty();
		assertThat(ask(3, A, "x")).containsExactly(Refusal.Reason.QUEUE_FULL);
		assertThat(ask(4, A, "y")).isEmpty();
		this.scheduler.on(new SwapEvent.RequestCancelled(1), NOW);
		assertThat(ask(5, A, "x")).isEmpty();
	}

	@Test
	void allTogetherMayHaveSoManyWaiting() {
		for (long ticket = 1; ticket <= 4; ticket++) {
			assertThat(ask(ticket, A, "caller " + ticket)).isEmpty();
		}
		assertThat(ask(5, B, "x")).containsExactly(Refusal.Reason.OVERLOADED);
		this.scheduler.on(new SwapEvent.RequestCancelled(1), NOW);
		assertThat(ask(6, B, "x")).isEmpty();
	}

	@Test
	void theProgramItselfIsNoCaller() {
		for (long ticket = 1; ticket <= 4; ticket++) {
			assertThat(ask(ticket, A, "")).isEmpty();
		}
	}

	@Test
	void whoNeedNotWaitIsServed() {
		ask(1, A, "x");
		Endpoint endpoint = new Endpoint(URI.create("http://127.0.0.1:1"), 1);
		this.scheduler.on(new SwapEvent.UpstreamChanged(new UpstreamEvent.Ready(A, endpoint)), NOW);
		for (long ticket = 2; ticket <= 5; ticket++) {
			assertThat(ask(ticket, B, "caller " + ticket)).isEmpty();
		}
		assertThat(this.scheduler.on(arrival(6, A, "y"), NOW)).hasAtLeastOneElementOfType(SwapEffect.GrantLease.class);
	}

	private List<Refusal.Reason> ask(long ticket, ModelId model, String caller) {
		return this.scheduler.on(arrival(ticket, model, caller), NOW)
			.stream()
			.filter(SwapEffect.RefuseRequest.class::isInstance)
			.map((effect) -> ((SwapEffect.RefuseRequest) effect).refusal().reason())
			.toList();
	}

	private static SwapEvent arrival(long ticket, ModelId model, String caller) {
		return new SwapEvent.RequestArrived(ticket, LeaseRequest.of(model).by(caller, 0));
	}

}
