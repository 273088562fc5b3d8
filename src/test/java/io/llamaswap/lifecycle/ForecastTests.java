package io.llamaswap.lifecycle;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

import io.llamaswap.config.GroupConfiguration;
import io.llamaswap.model.ModelId;
import io.llamaswap.upstream.UpstreamEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ForecastTests extends ScriptedScheduler {

	private static final ModelId D = new ModelId("d");

	private final Deque<Long> answers = new ArrayDeque<>();

	private final List<Long> granted = new ArrayList<>();

	ForecastTests() {
		super(rules(new ModelRules(Duration.ZERO, GRACE, 3, 100), new GroupEvictionPolicy(List.of()), A, B, C, D));
	}

	@Test
	void whoWaitsForOneModelGoesTogetherWithTheFirstOfThem() {
		load(A);
		ask(2, A);
		ask(3, B);
		ask(4, C);
		ask(5, B);
		assertThat(foreseen()).containsExactly(3L, 5L, 4L);
	}

	@Test
	void withoutTimeForOvertakingNobodyGoesTogether() {
		schedulerWith(rules(3, Duration.ZERO, new GroupEvictionPolicy(List.of())));
		load(A);
		ask(2, A);
		ask(3, B);
		ask(4, C);
		ask(5, B);
		assertThat(foreseen()).containsExactly(3L, 4L, 5L);
	}

	@Test
	void whatIsForeseenIsWhatTheSchedulerThenDoes() {
		for (int seed = 0; seed < 1000; seed++) {
			Random random = new Random(seed);
			schedulerWith(rules(1 + random.nextInt(4), (random.nextInt(4) != 0) ? OVERTAKING : Duration.ZERO,
					random.nextBoolean() ? new GroupEvictionPolicy(List.of()) : groups(random)));
			this.granted.clear();
			this.answers.clear();
			load(A);
			for (int ticket = 2; ticket < 16; ticket++) {
				pass(Duration.ofSeconds(random.nextInt(40)));
				note(this.scheduler.on(new SwapEvent.TimerFired(), this.now));
				arrive(ticket, random);
			}
			Map<Waiting, Integer> foreseen = places();
			playOn();
			String of = "seed " + seed + ": ";
			foreseen.forEach((waiting, place) -> assertThat(place(waiting, foreseen.keySet())).as(of + waiting)
				.isEqualTo(place));
		}
	}

	private static EvictionPolicy groups(Random random) {
		GroupConfiguration pair = new GroupConfiguration("pair", false, true, false, List.of(A, B));
		GroupConfiguration other = new GroupConfiguration("other", random.nextBoolean(), true, false, List.of(C, D));
		return new GroupEvictionPolicy(List.of(pair, other));
	}

	private static SchedulingRules rules(int limit, Duration overtaking, EvictionPolicy policy) {
		SchedulingRules rules = rules(new ModelRules(Duration.ZERO, GRACE, limit, 100), policy, A, B, C, D);
		return new SchedulingRules(rules.models(), rules.policy(), overtaking, BackOff.DEFAULT);
	}

	private void arrive(long ticket, Random random) {
		ModelId model = List.of(A, B, C, D).get(random.nextInt(4));
		LeaseRequest request = LeaseRequest.of(model)
			.by("caller " + random.nextInt(3), (random.nextInt(3) == 0) ? 1 : 0);
		note(this.scheduler.on(
				new SwapEvent.RequestArrived(ticket, (random.nextInt(9) != 0) ? request : request.uncounted()),
				this.now));
	}

	private List<Long> foreseen() {
		Forecast forecast = Forecast.of(this.scheduler, this.now);
		return this.scheduler.queue()
			.oldestFirst()
			.stream()
			.sorted(Comparator.comparingInt((waiting) -> forecast.before(waiting).size()))
			.map(Waiting::ticket)
			.toList();
	}

	private Map<Waiting, Integer> places() {
		Map<Waiting, Integer> places = new LinkedHashMap<>();
		Forecast forecast = Forecast.of(this.scheduler, this.now);
		for (Waiting waiting : this.scheduler.queue().oldestFirst()) {
			SwapPlan plan = new SwapPlanner(this.scheduler, (model) -> MeasuredDurations.NONE, this.now).plan(waiting,
					forecast);
			places.put(waiting, Objects.requireNonNull(plan).before());
		}
		return places;
	}

	// The order among those who need no room of each other is a matter of durations.
	private int place(Waiting waiting, Set<Waiting> all) {
		EvictionPolicy policy = this.scheduler.rules().policy();
		List<Long> before = this.granted.subList(0, this.granted.indexOf(waiting.ticket()));
		return (int) all.stream()
			.filter((other) -> before.contains(other.ticket()))
			.filter((other) -> other.model().equals(waiting.model())
					|| !policy.victims(waiting.request(), Set.of(other.model())).isEmpty())
			.count();
	}

	// Nobody comes, no time passes but an instant each, and one answer after the other
	// ends.
	private void playOn() {
		while (!this.answers.isEmpty() || !this.scheduler.queue().isEmpty()) {
			this.now = this.now.plusNanos(1);
			Long next = this.answers.poll();
			assertThat(next).as("nothing would ever happen").isNotNull();
			note(this.scheduler.on(new SwapEvent.LeaseEnded(next), this.now));
		}
	}

	private void note(List<SwapEffect> effects) {
		for (SwapEffect effect : effects) {
			if (effect instanceof SwapEffect.GrantLease grant) {
				this.granted.add(grant.ticket());
				this.answers.add(grant.ticket());
			}
			else if (effect instanceof SwapEffect.StopModel stop) {
				note(this.scheduler.on(new SwapEvent.UpstreamChanged(new UpstreamEvent.Stopped(stop.model())),
						this.now));
			}
			else if (effect instanceof SwapEffect.StartModel start) {
				note(ready(start.model()));
			}
		}
	}

}
