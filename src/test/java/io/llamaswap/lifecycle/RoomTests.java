package io.llamaswap.lifecycle;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Room that several models have to make: all of them at once, when the last can go, and
 * when the load can begin (contract 4.5, steps 7 and 8). {@code a} and {@code b} run
 * together, {@code c} with nobody.
 */
class RoomTests extends ScriptedScheduler {

	private static final Set<ModelId> TOGETHER = Set.of(A, B);

	RoomTests() {
		super(rules(each(Duration.ZERO, Duration.ZERO), RoomTests::victims));
	}

	@Test
	void idleModelServesOnAsLongAsAnotherOneKeepsTheRoom() {
		load(A);
		ask(2, B);
		ready(B);
		assertThat(withoutTimers(ask(3, C))).as("nothing is won by the end of a").isEmpty();
		assertThat(withoutTimers(ask(4, A))).containsExactly(granted(4, 1));
		end(4);
		assertThat(end(2)).containsExactly(stop(A, "room for c"), stop(B, "room for c"));
	}

	@Test
	void loadThatNobodyWaitsForGivesUpItsPlaceAmongTheLoads() {
		SchedulingRules each = rules(each(Duration.ZERO, Duration.ZERO), RoomTests::victims);
		schedulerWith(new SchedulingRules(each.models(), each.policy(), OVERTAKING, BackOff.DEFAULT,
				Duration.ofMinutes(5), 1));
		ask(1, A);
		assertThat(withoutTimers(ask(2, B))).as("somebody waits for a").isEmpty();
		assertThat(withoutTimers(on(new SwapEvent.RequestCancelled(1)))).containsExactly(
				stop(A, "its load is given up: nobody waits for it, too many load, and b waits"), start(B));
	}

	@Test
	void nobodyIsStoppedForOneWhoLeaves() {
		load(A);
		ask(2, B);
		ready(B);
		ask(3, C);
		on(new SwapEvent.RequestCancelled(3));
		assertThat(withoutTimers(end(2))).isEmpty();
		assertThat(view(A).state().isAlive()).isTrue();
	}

	@Test
	void nobodyOvertakesForLongerBecauseItsModelIsIdle() {
		load(A);
		ask(2, B);
		ready(B);
		ask(3, C);
		pass(OVERTAKING);
		on(new SwapEvent.TimerFired());
		assertThat(withoutTimers(ask(4, A))).as("c has waited long enough").isEmpty();
		assertThat(end(2)).containsExactly(stop(A, "room for c"), stop(B, "room for c"));
	}

	@Test
	void modelThatStaysForItsResidencyKeepsTheOthersToo() {
		schedulerWith(rules(each(Duration.ofSeconds(30), Duration.ZERO), RoomTests::victims));
		load(A);
		pass(Duration.ofSeconds(20));
		ask(2, B);
		ready(B);
		end(2);
		ask(3, C);
		pass(Duration.ofSeconds(20));
		assertThat(withoutTimers(on(new SwapEvent.TimerFired()))).as("a might go, b stays").isEmpty();
		pass(Duration.ofSeconds(10));
		assertThat(on(new SwapEvent.TimerFired())).containsExactly(stop(A, "room for c"), stop(B, "room for c"));
	}

	@Test
	void drainLimitCutsWhenNobodyElseKeepsTheRoom() {
		schedulerWith(rules(each(Duration.ZERO, Duration.ofSeconds(5)), RoomTests::victims));
		load(A);
		ask(2, B);
		ready(B);
		ask(3, C);
		pass(OVERTAKING);
		on(new SwapEvent.TimerFired());
		pass(Duration.ofSeconds(5));
		assertThat(on(new SwapEvent.TimerFired())).containsExactly(stop(A, "room for c"),
				stop(B, "room for c, after draining for 5 s"));
	}

	@Test
	void roomIsNotMadeForALoadThatMayNotBegin() {
		ModelId beside = new ModelId("d");
		schedulerWith(new SchedulingRules(
				Map.of(A, each(Duration.ZERO, Duration.ZERO), C, each(Duration.ZERO, Duration.ZERO), beside,
						each(Duration.ZERO, Duration.ZERO)),
				RoomTests::victims, OVERTAKING, BackOff.DEFAULT, Duration.ofMinutes(5), 1, QueueLimits.NONE));
		load(A);
		ask(2, beside);
		ask(3, C);
		assertThat(this.scheduler.notes()).extracting(SwapDecision::reason)
			.containsExactly("a has to make room, when the loads of other models are over");
		assertThat(withoutTimers(ask(4, A))).containsExactly(granted(4, 1));
		end(4);
		assertThat(ready(beside)).contains(stop(A, "room for c"));
	}

	// Seed 625737: whoever it had kept back was not looked at again before others were
	// granted.
	@Test
	void claimThatIsMetBesideAnotherModelKeepsNobodyBackAnyMore() {
		ModelId other = new ModelId("d");
		EvictionPolicy alone = (request, residents) -> residents;
		schedulerWith(rules(each(Duration.ZERO, Duration.ZERO),
				new ProfileEvictionPolicy(Map.of("p", List.of(A, B), "q", List.of(A, B, other)), alone), A, B, C,
				other));
		arrive(1, A, "q", 0);
		ready(A);
		end(1);
		ready(other);
		arrive(2, other, "q", 0);
		failed(B);
		stopped(B);
		arrive(3, C, null, 2);
		pass(OVERTAKING);
		assertThat(arrive(4, A, "p", 0)).as("c goes first, and has waited long enough").isEmpty();
		assertThat(arrive(5, A, "q", 2)).as("so it has for this one").isEmpty();
		assertThat(arrive(6, B, "p", 3)).as("b comes before c, and is started beside a")
			.containsExactly(granted(5, 1), start(B));
	}

	private List<SwapEffect> arrive(long ticket, ModelId model, @Nullable String profile, int priority) {
		LeaseRequest request = new LeaseRequest(model, profile, model.value()).by("caller", priority);
		return withoutTimers(on(new SwapEvent.RequestArrived(ticket, request)));
	}

	private static ModelRules each(Duration residency, Duration drainLimit) {
		return new ModelRules(Duration.ZERO, GRACE, 2, 3, 0, residency, drainLimit);
	}

	private static Set<ModelId> victims(LeaseRequest request, Set<ModelId> residents) {
		Set<ModelId> victims = new HashSet<>(residents);
		victims.retainAll(request.model().equals(C) ? TOGETHER
				: (TOGETHER.contains(request.model()) ? Set.of(C) : Set.<ModelId>of()));
		return victims;
	}

}
