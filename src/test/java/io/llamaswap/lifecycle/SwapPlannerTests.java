package io.llamaswap.lifecycle;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import io.llamaswap.upstream.UpstreamEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SwapPlannerTests extends ScriptedScheduler {

	private final Map<ModelId, MeasuredDurations> measured = new LinkedHashMap<>();

	SwapPlannerTests() {
		super(rules(Duration.ZERO));
	}

	@Test
	void modelThatIsReadyServesAtOnce() {
		load(A);
		SwapPlan plan = plan(A);
		assertThat(plan.outcome()).isEqualTo(SwapPlan.Outcome.SERVE);
		assertThat(plan.expected()).isEqualTo(Duration.ZERO);
		assertThat(plan.missing()).isEmpty();
	}

	@Test
	void loadIsAsLongAsItWasBefore() {
		this.measured.put(A, new MeasuredDurations(Duration.ofSeconds(40), null));
		SwapPlan plan = plan(A);
		assertThat(plan.outcome()).isEqualTo(SwapPlan.Outcome.LOAD);
		assertThat(plan.expected()).isEqualTo(Duration.ofSeconds(40));
		assertThat(plan.missing()).isEmpty();
	}

	@Test
	void loadThatBeganTakesWhatIsLeftOfIt() {
		this.measured.put(A, new MeasuredDurations(Duration.ofSeconds(40), null));
		ask(1, A);
		this.now = this.now.plusSeconds(12);
		assertThat(plan(A).outcome()).isEqualTo(SwapPlan.Outcome.JOIN);
		assertThat(plan(A).expected()).isEqualTo(Duration.ofSeconds(28));
		this.now = this.now.plusSeconds(50);
		assertThat(plan(A).expected()).as("never less than nothing").isEqualTo(Duration.ZERO);
	}

	@Test
	void swapNamesWhoGoesAndWhy() {
		load(A);
		this.measured.put(A, new MeasuredDurations(null, Duration.ofSeconds(2)));
		this.measured.put(B, new MeasuredDurations(Duration.ofSeconds(30), null));
		SwapPlan plan = plan(B);
		assertThat(plan.outcome()).isEqualTo(SwapPlan.Outcome.SWAP);
		assertThat(plan.stops()).containsExactly(new SwapPlan.Stop(A, ModelState.READY,
				"one model at a time, as no group says otherwise", 0, Duration.ofSeconds(2)));
		assertThat(plan.expected()).isEqualTo(Duration.ofSeconds(32));
		assertThat(plan.missing()).isEmpty();
	}

	@Test
	void loadThatWouldBeGivenUpIsNoLoadToWaitFor() {
		SchedulingRules rules = rules(Duration.ZERO);
		schedulerWith(new SchedulingRules(rules.models(), rules.policy(), OVERTAKING, BackOff.DEFAULT,
				Duration.ofMinutes(5), 1, QueueLimits.NONE));
		ask(1, A);
		on(new SwapEvent.RequestCancelled(1));
		SwapPlan plan = plan(B);
		assertThat(plan.outcome()).isEqualTo(SwapPlan.Outcome.SWAP);
		assertThat(ask(2, B)).contains(stop(A, "its load is given up: nobody waits for it, room for b"));
	}

	@Test
	void openStreamsAreWaitedForAndHaveNoForeseeableEnd() {
		load(A);
		ask(2, A);
		SwapPlan plan = plan(B);
		assertThat(plan.outcome()).isEqualTo(SwapPlan.Outcome.QUEUE);
		assertThat(words(plan)).containsExactly("1 request in flight on a");
		assertThat(plan.missing()).containsExactly("how long the answers of a in flight take",
				"how long a takes to end, which was never measured", "how long b loads, which was never measured");
	}

	@Test
	void answersThatAreCutHaveAnEndThatIsForeseen() {
		schedulerWith(rules(Duration.ZERO, Duration.ofSeconds(2)));
		this.measured.put(A, new MeasuredDurations(Duration.ofSeconds(5), Duration.ofSeconds(1)));
		this.measured.put(B, new MeasuredDurations(Duration.ofSeconds(30), null));
		load(A);
		ask(2, A);
		pass(Duration.ofSeconds(1));
		SwapPlan plan = plan(B);
		assertThat(words(plan)).containsExactly("1 request in flight on a, cut after draining for 2 s");
		assertThat(plan.reason()).isEqualTo("it waits for 1 request in flight on a, cut after draining for 2 s");
		assertThat(plan.missing()).isEmpty();
		assertThat(plan.expected()).as("it is overtaken, a drains and ends, b loads")
			.isEqualTo(OVERTAKING.plusSeconds(2 + 1 + 30));
		ask(3, B);
		pass(OVERTAKING);
		on(new SwapEvent.TimerFired());
		pass(Duration.ofMillis(500));
		assertThat(outlook(3).expected()).as("a has begun to drain").isEqualTo(Duration.ofMillis(1500 + 1000 + 30_000));
		pass(Duration.ofMillis(1500));
		assertThat(on(new SwapEvent.TimerFired())).contains(stop(A, "room for b, after draining for 2 s"));
	}

	@Test
	void answersOfAModelThatIsUnloadedAreCutToo() {
		schedulerWith(rules(Duration.ZERO, Duration.ofSeconds(4)));
		this.measured.put(A, new MeasuredDurations(Duration.ofSeconds(5), Duration.ofSeconds(1)));
		load(A);
		ask(2, A);
		ask(3, A);
		on(new SwapEvent.UnloadAsked(Set.of(A), UnloadMode.DRAIN));
		pass(Duration.ofSeconds(3));
		assertThat(words(plan(A)))
			.containsExactly("the requests in flight on a, which is being unloaded, cut after draining for 4 s");
		assertThat(plan(A).missing()).isEmpty();
		assertThat(plan(A).expected()).isEqualTo(Duration.ofSeconds(1 + 1 + 5));
		assertThat(plan(B).missing()).containsExactly("how long b loads, which was never measured");
		assertThat(plan(B).expected()).isEqualTo(Duration.ofSeconds(1 + 1));
	}

	@Test
	void residencyIsPartOfTheEstimate() {
		schedulerWith(rules(Duration.ofSeconds(60)));
		load(A);
		this.measured.put(A, new MeasuredDurations(null, Duration.ofSeconds(2)));
		this.measured.put(B, new MeasuredDurations(Duration.ofSeconds(30), null));
		this.now = this.now.plusSeconds(20);
		assertThat(words(plan(B))).containsExactly("a, which stays for another 40 s");
		assertThat(plan(B).expected()).isEqualTo(Duration.ofSeconds(72));
	}

	@Test
	void othersThatWaitForTheRoomAreNamed() {
		load(A);
		ask(2, A);
		ask(3, B);
		assertThat(words(plan(C))).contains("1 request for b, which is before it");
		assertThat(plan(C).missing()).contains("how long b loads, which was never measured",
				"how long b serves those who come before");
	}

	@Test
	void whoWaitsLearnsOnlyOfThoseBeforeIt() {
		load(A);
		ask(2, A);
		ask(3, B);
		ask(4, C);
		ask(5, B);
		assertThat(words(outlook(3))).containsExactly("1 request in flight on a");
		assertThat(outlook(3).before()).isZero();
		assertThat(words(outlook(4))).as("those for b go together")
			.containsExactly("2 requests for b, which are before it", "1 request in flight on a");
		assertThat(outlook(4).before()).isEqualTo(2);
		assertThat(outlook(5).before()).isEqualTo(1);
	}

	@Test
	void placeFollowsTheOrderOfTheQueueAndNotTheAge() {
		load(A);
		ask(2, A);
		ask(3, B);
		this.scheduler.on(new SwapEvent.RequestArrived(4, LeaseRequest.of(C).by("somebody", 5)), this.now);
		assertThat(outlook(4).before()).isZero();
		assertThat(outlook(3).before()).isEqualTo(1);
	}

	@Test
	void modelThatIsReadyServesNobodyBeforeWhoGoesFirst() {
		load(A);
		ask(2, A);
		pass(Duration.ofSeconds(1));
		this.scheduler.on(new SwapEvent.RequestArrived(3, LeaseRequest.of(B).by("somebody", 1)), this.now);
		pass(Duration.ofSeconds(1));
		assertThat(plan(A).outcome()).isEqualTo(SwapPlan.Outcome.QUEUE);
		assertThat(plan(A).before()).isEqualTo(1);
		LeaseRequest higher = LeaseRequest.of(A).by("other", 2);
		pass(OVERTAKING);
		on(new SwapEvent.TimerFired());
		assertThat(Objects.requireNonNull(planner().plan(higher)).outcome()).isEqualTo(SwapPlan.Outcome.SERVE);
		assertThat(Objects.requireNonNull(planner().plan(higher)).before()).isZero();
	}

	@Test
	void planIsThePlaceThatTheRequestGetsWhenItIsSent() {
		for (int seed = 0; seed < 200; seed++) {
			Random random = new Random(seed);
			schedulerWith(rules(Duration.ZERO));
			load(A);
			ask(2, A);
			for (int ticket = 3; ticket < 15; ticket++) {
				pass(Duration.ofSeconds(random.nextInt(60)));
				this.scheduler.on(new SwapEvent.RequestArrived(ticket, anybody(random)), this.now);
			}
			LeaseRequest mine = anybody(random);
			SwapPlan plan = Objects.requireNonNull(planner().plan(mine));
			this.scheduler.on(new SwapEvent.RequestArrived(15, mine), this.now);
			assertThat(plan.before()).as("seed " + seed).isEqualTo(outlook(15).before());
			assertThat(words(plan)).as("seed " + seed).isEqualTo(words(outlook(15)));
		}
	}

	private static LeaseRequest anybody(Random random) {
		return LeaseRequest.of(List.of(B, C).get(random.nextInt(2)))
			.by("caller " + random.nextInt(3), random.nextInt(3));
	}

	@Test
	void onesOwnPlaceInAFullQueueIsNoReasonToRefuse() {
		load(A);
		ask(2, A);
		for (int ticket = 3; ticket < 103; ticket++) {
			ask(ticket, B);
		}
		assertThat(plan(B).outcome()).isEqualTo(SwapPlan.Outcome.REFUSE);
		assertThat(outlook(102).outcome()).isEqualTo(SwapPlan.Outcome.QUEUE);
		assertThat(outlook(102).before()).isEqualTo(99);
	}

	@Test
	void whatIsUnknownIsNotGuessed() {
		assertThat(plan(A).expected()).isNull();
		assertThat(plan(A).missing()).containsExactly("how long a loads, which was never measured");
	}

	@Test
	void refusalIsTold() {
		List<String> free = List.of("there is room for it", "there is room for it; it failed the last time",
				"there is room for it; it failed 2 times in a row, once more and it is left alone for 5 s");
		for (int ticket = 1; ticket <= 3; ticket++) {
			assertThat(plan(A).outcome()).isEqualTo(SwapPlan.Outcome.LOAD);
			assertThat(plan(A).reason()).isEqualTo(free.get(ticket - 1));
			ask(ticket, A);
			on(new UpstreamEvent.Failed(A,
					new ModelFailure(ModelFailure.Kind.COMMAND, "no such program", null, List.of(), this.now)));
			on(new UpstreamEvent.Stopped(A));
		}
		assertThat(plan(A).outcome()).isEqualTo(SwapPlan.Outcome.REFUSE);
		assertThat(plan(A).reason()).contains("left alone for 5 s", "no such program");
		this.now = this.now.plusSeconds(5);
		assertThat(plan(A).reason())
			.isEqualTo("there is room for it; it failed 3 times in a row, once more and it is left alone for 10 s");
	}

	@Test
	void askingChangesNothing() {
		load(A);
		plan(B);
		assertThat(this.scheduler.takeChanges()).extracting(SlotView::id).contains(A);
		plan(B);
		assertThat(this.scheduler.takeChanges()).isEmpty();
		assertThat(ask(2, A)).hasSize(1).first().isInstanceOf(SwapEffect.GrantLease.class);
	}

	@Test
	void unknownModelHasNoPlan() {
		assertThat(planner().plan(LeaseRequest.of(new ModelId("nobody")))).isNull();
	}

	private SwapPlan plan(ModelId model) {
		return Objects.requireNonNull(planner().plan(LeaseRequest.of(model)));
	}

	private SwapPlan outlook(long ticket) {
		Waiting waiting = this.scheduler.queue()
			.oldestFirst()
			.stream()
			.filter((one) -> one.ticket() == ticket)
			.findFirst()
			.orElseThrow();
		return Objects.requireNonNull(planner().plan(waiting, Forecast.of(this.scheduler, this.now)));
	}

	private static List<String> words(SwapPlan plan) {
		return plan.waitsFor().stream().map(SwapPlan.Obstacle::words).toList();
	}

	private SwapPlanner planner() {
		return new SwapPlanner(this.scheduler, (model) -> this.measured.getOrDefault(model, MeasuredDurations.NONE),
				this.now);
	}

	private void on(UpstreamEvent event) {
		this.scheduler.on(new SwapEvent.UpstreamChanged(event), this.now);
	}

	private static SchedulingRules rules(Duration minResidency) {
		return rules(minResidency, Duration.ZERO);
	}

	private static SchedulingRules rules(Duration minResidency, Duration drainLimit) {
		return rules(new ModelRules(Duration.ZERO, GRACE, 10, 100, 0, minResidency, drainLimit),
				new GroupEvictionPolicy(List.of()));
	}

}
