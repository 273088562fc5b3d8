package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.llamaswap.model.ModelId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FairTurns}, in the queue that deals them out.
 */
class FairTurnsTests {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	private static final Duration MAX_WAIT = Duration.ofMinutes(5);

	private final WaitingQueue queue = new WaitingQueue();

	private long tickets;

	@Test
	void secondRequestOfACallerComesAfterTheFirstOfEverybodyElse() {
		ask("x", "x", "x", "y", "z", "y");
		assertThat(order(NOW)).containsExactly("x1", "y4", "z5", "x2", "y6", "x3");
	}

	@Test
	void oneCallerIsServedByAge() {
		ask("x", "x", "x");
		assertThat(order(NOW)).containsExactly("x1", "x2", "x3");
	}

	@Test
	void whoComesLateHasNoCreditForTheTimeBefore() {
		ask("x", "x", "x", "x");
		serve(1);
		serve(2);
		ask("y", "y");
		assertThat(order(NOW)).containsExactly("x3", "y5", "x4", "y6");
	}

	@Test
	void whoWasServedOftenStandsBehindWhileSomebodyWaits() {
		ask("y", "x", "x", "x");
		serve(2);
		serve(3);
		serve(4);
		ask("x", "z");
		assertThat(order(NOW)).containsExactly("y1", "z6", "x5");
	}

	@Test
	void nothingIsHeldAgainstAnybodyOnceNobodyWaits() {
		ask("x", "x", "x");
		serve(1);
		serve(2);
		serve(3);
		ask("x", "y");
		assertThat(order(NOW)).containsExactly("x4", "y5");
	}

	@Test
	void eachRankHasTurnsOfItsOwn() {
		ask("x", "x");
		this.queue.add(++this.tickets, request("x"), 7, NOW);
		ask("y");
		assertThat(order(NOW)).containsExactly("x3", "x1", "y4", "x2");
	}

	@Test
	void whoHasWaitedForTooLongGoesByAgeAlone() {
		ask("x", "x", "y");
		assertThat(order(NOW.plus(MAX_WAIT))).containsExactly("x1", "x2", "y3");
	}

	private void ask(String... callers) {
		for (String caller : callers) {
			this.queue.add(++this.tickets, request(caller), 0, NOW);
		}
	}

	private void serve(long ticket) {
		assertThat(this.queue.remove(ticket)).isNotNull();
	}

	private List<String> order(Instant now) {
		return this.queue.sorted(new WaitingOrder(MAX_WAIT, now))
			.stream()
			.map((waiting) -> waiting.request().caller() + waiting.ticket())
			.toList();
	}

	private static LeaseRequest request(String caller) {
		return LeaseRequest.of(new ModelId("m")).by(caller, 0);
	}

}
