package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import org.jspecify.annotations.Nullable;

/**
 * Answers what would happen if a model were asked for now. Looks only; used by the
 * scheduler's thread.
 */
final class SwapPlanner {

	private final SwapScheduler scheduler;

	private final Function<ModelId, MeasuredDurations> measured;

	private final Instant now;

	private final List<SwapPlan.Stop> stops = new ArrayList<>();

	private final List<SwapPlan.Obstacle> waitsFor = new ArrayList<>();

	private int before;

	private Duration expected = Duration.ZERO;

	private boolean known;

	/** What the estimate is without; each is said once. */
	private final Set<String> missing = new LinkedHashSet<>();

	SwapPlanner(SwapScheduler scheduler, Function<ModelId, MeasuredDurations> measured, Instant now) {
		this.scheduler = scheduler;
		this.measured = measured;
		this.now = now;
	}

	/**
	 * Makes the plan.
	 * @param request what is asked for
	 * @return the plan, or {@code null} if there is no such model
	 */
	@Nullable SwapPlan plan(LeaseRequest request) {
		Slot slot = this.scheduler.slots().find(request.model());
		if (slot == null) {
			return null;
		}
		Refusal refusal = this.scheduler.admission().refusal(request, slot, this.now);
		if (refusal != null) {
			return plan(slot, SwapPlan.Outcome.REFUSE, refusal.message());
		}
		Waiting newcomer = this.scheduler.queue().foresee(request, slot.rules().rank(request), this.now);
		return plan(newcomer, slot, Forecast.of(this.scheduler, newcomer, this.now));
	}

	/**
	 * Tells what a request that waits has before it.
	 * @param waiting the request
	 * @param forecast for those who wait
	 * @return the plan, or {@code null} if there is no such model any more
	 */
	@Nullable SwapPlan plan(Waiting waiting, Forecast forecast) {
		Slot slot = this.scheduler.slots().find(waiting.model());
		return (slot != null) ? plan(waiting, slot, forecast) : null;
	}

	private SwapPlan plan(Waiting waiting, Slot slot, Forecast forecast) {
		noteOlder(waiting.request(), forecast.before(waiting));
		return switch (slot.state()) {
			case READY -> ready(slot, forecast.isGrantedWithoutSwap(waiting));
			case STARTING -> loading(slot);
			default -> absent(waiting, slot);
		};
	}

	private SwapPlan ready(Slot slot, boolean stays) {
		if (slot.isClosing()) {
			Duration answers = awaitAnswers(SwapPlan.Obstacle.Kind.UNLOADING, slot, this.now);
			if (answers != null) {
				this.expected = this.expected.plus(answers)
					.plus(remainingStop(this.measured.apply(slot.id()).stop(), slot));
			}
			load(slot);
			return plan(slot, SwapPlan.Outcome.QUEUE, "it is being unloaded and would be loaded again");
		}
		if (slot.isFull()) {
			await(SwapPlan.Obstacle.Kind.FULL, slot, slot.leases());
			missAnswers(slot);
			return plan(slot, SwapPlan.Outcome.QUEUE, "it serves as many requests as it may");
		}
		if (!stays) {
			await(SwapPlan.Obstacle.Kind.YIELDING, slot, 1);
			this.missing.add("how long the model runs that " + slot.id() + " makes room for");
			load(slot);
			return plan(slot, SwapPlan.Outcome.QUEUE, "it has to make room for a request that goes before");
		}
		this.known = true;
		return plan(slot, SwapPlan.Outcome.SERVE, "it is ready");
	}

	private SwapPlan loading(Slot slot) {
		load(slot);
		if (slot.isClosing()) {
			await(SwapPlan.Obstacle.Kind.UNLOADING, slot, this.scheduler.queue().count(slot.id()));
			this.missing.add("how long " + slot.id() + " serves those who waited for it");
			return plan(slot, SwapPlan.Outcome.QUEUE, "it is being unloaded and would be loaded again");
		}
		return plan(slot, SwapPlan.Outcome.JOIN, "it is being loaded already");
	}

	// One that nobody waits for gives its place among the loads up.
	private boolean isAwaitedLoad(Slot slot) {
		return slot.is(ModelState.STARTING) && this.scheduler.queue().count(slot.id()) > 0;
	}

	private SwapPlan absent(Waiting waiting, Slot slot) {
		Set<ModelId> residents = this.scheduler.slots().residentsWithout(slot.id());
		EvictionPolicy policy = this.scheduler.rules().policy();
		Duration longest = Duration.ZERO;
		long loads = this.scheduler.slots().all().stream().filter(this::isAwaitedLoad).count();
		for (ModelId rival : policy.victims(waiting.request(), residents)) {
			Slot victim = this.scheduler.slot(rival);
			longest = max(longest, stop(waiting, victim));
			if (isAwaitedLoad(victim)) {
				loads--;
			}
		}
		if (slot.is(ModelState.STOPPING)) {
			await(SwapPlan.Obstacle.Kind.LAST_LIFE, slot, 1);
			longest = max(longest, remainingStop(this.measured.apply(slot.id()).stop(), slot));
		}
		int limit = this.scheduler.rules().parallelLoads();
		if (limit > 0 && loads >= limit) {
			await(SwapPlan.Obstacle.Kind.OTHER_LOADS, slot, limit);
			this.missing.add("how long the loads before it take");
		}
		this.expected = this.expected.plus(longest);
		load(slot);
		if (!this.waitsFor.isEmpty()) {
			return plan(slot, SwapPlan.Outcome.QUEUE,
					this.waitsFor.stream()
						.map(SwapPlan.Obstacle::words)
						.collect(Collectors.joining("; ", "it waits for ", "")));
		}
		String failed = SwapReasons.failed(slot, this.scheduler.rules().backOff());
		return this.stops.isEmpty() ? plan(slot, SwapPlan.Outcome.LOAD, "there is room for it" + failed)
				: plan(slot, SwapPlan.Outcome.SWAP, "others have to make room" + failed);
	}

	private Duration stop(Waiting waiting, Slot victim) {
		Duration usual = this.measured.apply(victim.id()).stop();
		this.stops.add(new SwapPlan.Stop(victim.id(), victim.state(),
				this.scheduler.rules().policy().reason(waiting.request(), victim.id()), victim.leases(), usual));
		Duration residency = Duration.ZERO;
		if (victim.is(ModelState.READY)) {
			residency = max(Duration.ZERO, Duration.between(this.now, victim.staysUntil()));
		}
		if (!residency.isZero()) {
			await(SwapPlan.Obstacle.Kind.STAYING, victim, WholeSeconds.of(residency));
		}
		if (victim.leases() > 0) {
			Instant yields = new Overtaking(this.scheduler.rules(), this.now).endFor(waiting, victim);
			Duration answers = awaitAnswers(SwapPlan.Obstacle.Kind.ANSWERS, victim,
					victim.isClosing() ? this.now : yields);
			residency = (answers != null) ? max(residency, answers) : residency;
		}
		if (victim.is(ModelState.STARTING) && this.scheduler.queue().count(victim.id()) > 0) {
			await(SwapPlan.Obstacle.Kind.LOADING, victim, this.scheduler.queue().count(victim.id()));
			this.missing.add("how long " + victim.id() + " loads and serves those who wait for it");
		}
		return residency.plus(remainingStop(usual, victim));
	}

	private void noteOlder(LeaseRequest request, List<Waiting> older) {
		Map<ModelId, Integer> counts = new LinkedHashMap<>();
		older.forEach((waiting) -> counts.merge(waiting.model(), 1, Integer::sum));
		counts.forEach((model, count) -> {
			boolean other = !model.equals(request.model());
			if (!other || isRival(request, model)) {
				this.before += count;
			}
			Slot slot = this.scheduler.slot(model);
			boolean absent = !slot.is(ModelState.READY) && !slot.is(ModelState.STARTING);
			if (other && absent && isRival(request, model)) {
				await(SwapPlan.Obstacle.Kind.OLDER, slot, count);
				load(model, this.measured.apply(model).start());
				this.missing.add("how long " + model + " serves those who come before");
			}
		});
	}

	// Returns how long they take at most if they are cut: who ends before nobody knows.
	private @Nullable Duration awaitAnswers(SwapPlan.Obstacle.Kind kind, Slot slot, Instant yields) {
		Instant cut = slot.drainedBy(yields.isAfter(this.now) ? yields : this.now);
		if (cut == null) {
			await(kind, slot, slot.leases());
			missAnswers(slot);
			return null;
		}
		this.waitsFor.add(new SwapPlan.Obstacle(kind, slot.id(), slot.leases(), slot.rules().drainLimit()));
		this.known = true;
		return max(Duration.ZERO, Duration.between(this.now, cut));
	}

	private void missAnswers(Slot slot) {
		this.missing.add("how long the answers of " + slot.id() + " in flight take");
	}

	private void await(SwapPlan.Obstacle.Kind kind, Slot slot, long count) {
		this.waitsFor.add(new SwapPlan.Obstacle(kind, slot.id(), count));
	}

	private boolean isRival(LeaseRequest request, ModelId other) {
		EvictionPolicy policy = this.scheduler.rules().policy();
		return policy.victims(request, Set.of(other)).contains(other)
				|| policy.victims(LeaseRequest.of(other), Set.of(request.model())).contains(request.model());
	}

	private void load(Slot slot) {
		Duration usual = this.measured.apply(slot.id()).start();
		load(slot.id(), (usual != null && slot.is(ModelState.STARTING)) ? remaining(usual, slot) : usual);
	}

	private void load(ModelId model, @Nullable Duration expected) {
		if (expected == null) {
			this.missing.add("how long " + model + " loads, which was never measured");
			return;
		}
		this.known = true;
		this.expected = this.expected.plus(expected);
	}

	private Duration remainingStop(@Nullable Duration usual, Slot slot) {
		if (usual == null) {
			this.missing.add("how long " + slot.id() + " takes to end, which was never measured");
			return Duration.ZERO;
		}
		return remaining(usual, slot.is(ModelState.STOPPING) ? slot : null);
	}

	private Duration remaining(Duration usual, @Nullable Slot since) {
		this.known = true;
		Duration passed = (since != null) ? Duration.between(since.since(), this.now) : Duration.ZERO;
		return max(Duration.ZERO, usual.minus(passed));
	}

	private SwapPlan plan(Slot slot, SwapPlan.Outcome outcome, String reason) {
		boolean told = this.known && outcome != SwapPlan.Outcome.REFUSE;
		return new SwapPlan(slot.id(), slot.view(0, this.now).state(), outcome, reason, this.stops, this.waitsFor,
				this.before, told ? this.expected : null, List.copyOf(this.missing));
	}

	private static Duration max(Duration one, Duration other) {
		return (one.compareTo(other) >= 0) ? one : other;
	}

}
