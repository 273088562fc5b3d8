package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;

import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import io.llamaswap.upstream.Endpoint;
import io.llamaswap.upstream.UpstreamEvent;

/**
 * One run: random requests, cancels, failures, crashes, hung stops and unloads in virtual
 * time, drawn from a seed. The same seed gives the same run.
 */
final class SwapSimulation {

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private static final int MOST_STEPS = 20_000;

	private final Scenario scenario;

	private final Truth truth;

	private final Ledger ledger;

	private final Decider decider;

	private final PriorityQueue<Planned> plan = new PriorityQueue<>();

	/** The life that each model is in: what was planned for an older one is void. */
	private final Map<ModelId, Long> lives = new HashMap<>();

	/** Models that are to be launched in the other of two ways. */
	private final Set<ModelId> otherwise = new HashSet<>();

	/** Models whose last life was launched so. */
	private final Map<ModelId, Boolean> launchedOtherwise = new HashMap<>();

	private Instant now = START;

	private long order;

	private long tickets;

	private long timers;

	private int steps;

	SwapSimulation(long seed, Decider.Factory factory) {
		this(new Scenario(seed), factory, 0);
	}

	/**
	 * Prepares a run.
	 * @param scenario what it is made of
	 * @param factory makes the scheduler
	 * @param only the invariant to look at, or 0 for all
	 */
	SwapSimulation(Scenario scenario, Decider.Factory factory, int only) {
		this.scenario = scenario;
		this.truth = new Truth(this.scenario, only);
		this.ledger = new Ledger(this.truth);
		this.decider = factory.create(this.scenario.rules, this.now);
	}

	int run() {
		planRequests();
		if (this.scenario.kind == Scenario.Kind.CHAOS) {
			planUnloads();
			planReloads();
		}
		while (!this.plan.isEmpty() && this.steps < MOST_STEPS) {
			Planned next = this.plan.remove();
			this.now = next.at();
			next.action().run();
		}
		this.truth.checkEnd();
		this.ledger.checkEnd();
		return this.steps;
	}

	private void planRequests() {
		if (this.scenario.kind == Scenario.Kind.STREAM) {
			ModelId busy = this.scenario.models.get(0);
			int rank = this.scenario.priority();
			for (int i = 0; i < 250; i++) {
				at(Duration.ofSeconds(i), () -> arrive(LeaseRequest.of(busy).by("busy", rank), Duration.ofSeconds(3)));
			}
		}
		boolean burst = this.scenario.kind == Scenario.Kind.BURST;
		for (int i = 0; i < this.scenario.requests; i++) {
			Duration when = burst ? Duration.ZERO : this.scenario.upTo(Duration.ofSeconds(400));
			LeaseRequest target = this.scenario.varied(this.scenario.any(this.scenario.targets)
				.by(this.scenario.any(this.scenario.callers), this.scenario.priority()));
			Duration hold = this.scenario.upTo(Scenario.LONGEST_HOLD);
			at(when, () -> arrive(target, hold));
		}
	}

	private void planUnloads() {
		for (int i = 0; i < 4; i++) {
			Set<ModelId> models = this.scenario.oneIn(4) ? Set.copyOf(this.scenario.models)
					: Set.of(this.scenario.any(this.scenario.models));
			UnloadMode mode = this.scenario.any(List.of(UnloadMode.values()));
			at(this.scenario.upTo(Duration.ofSeconds(400)), () -> feed(new SwapEvent.UnloadAsked(models, mode)));
		}
		if (this.scenario.oneIn(2)) {
			ModelId model = this.scenario.any(this.scenario.models);
			at(this.scenario.upTo(Duration.ofSeconds(400)), () -> feed(new SwapEvent.FailuresForgiven(model)));
		}
		if (this.scenario.oneIn(5)) {
			UnloadMode mode = this.scenario.any(List.of(UnloadMode.values()));
			at(this.scenario.upTo(Duration.ofSeconds(400)),
					() -> feed(new SwapEvent.ShutdownAsked(mode, Duration.ofDays(1))));
		}
	}

	private void planReloads() {
		int count = this.scenario.oneIn(2) ? 0 : 4;
		for (int i = 0; i < count; i++) {
			at(this.scenario.upTo(Duration.ofSeconds(400)), this::reload);
		}
	}

	private void reload() {
		SchedulingRules before = this.truth.rules();
		SchedulingRules next = this.scenario.reloaded(before);
		Set<ModelId> changed = this.scenario.changed(before, next);
		boolean takenBack = this.scenario.isTakenBack();
		if (takenBack) {
			// Of those that serve nobody nothing is left to be taken back.
			before.models().keySet().stream().filter((model) -> this.truth.openLeases(model) > 0).forEach(changed::add);
			at(this.scenario.upTo(Scenario.LONGEST_HOLD), () -> replace(before, changed));
		}
		replace(next, changed);
	}

	private void replace(SchedulingRules next, Set<ModelId> changed) {
		changed.stream().filter((model) -> !this.otherwise.remove(model)).toList().forEach(this.otherwise::add);
		Set<ModelId> relaunched = new LinkedHashSet<>(next.models().keySet());
		relaunched.retainAll(this.launchedOtherwise.keySet());
		relaunched
			.removeIf((model) -> Objects.equals(this.launchedOtherwise.get(model), this.otherwise.contains(model)));
		ModelId heir = this.scenario.heir(next);
		feed(new SwapEvent.ConfigurationReplaced(next, relaunched, (request) -> heir));
	}

	private void arrive(LeaseRequest request, Duration hold) {
		long ticket = ++this.tickets;
		this.holds.put(ticket, hold);
		if (this.scenario.kind == Scenario.Kind.CHAOS && this.scenario.oneIn(4)) {
			at(this.scenario.upTo(Duration.ofSeconds(60)), () -> feed(new SwapEvent.RequestCancelled(ticket)));
		}
		feed(new SwapEvent.RequestArrived(ticket, request));
	}

	private final Map<Long, Duration> holds = new HashMap<>();

	private void feed(SwapEvent event) {
		this.steps++;
		this.ledger.happened(event, this.now);
		this.truth.happened(event, this.now);
		for (SwapEffect effect : this.decider.on(event, this.now)) {
			this.ledger.decided(effect);
			this.truth.decided(effect, event);
			carryOut(effect);
		}
		this.truth.checkNobodyWaitsForNothing();
		this.ledger.settled(this.decider.takeChanges());
	}

	private void carryOut(SwapEffect effect) {
		if (effect instanceof SwapEffect.StartModel start) {
			begin(start.model());
		}
		else if (effect instanceof SwapEffect.StopModel stop) {
			end(stop.model(), stop.grace());
		}
		else if (effect instanceof SwapEffect.GrantLease grant) {
			at(this.holds.getOrDefault(grant.ticket(), Duration.ZERO),
					() -> feed(new SwapEvent.LeaseEnded(grant.ticket())));
		}
		else if (effect instanceof SwapEffect.SetTimer set) {
			long timer = ++this.timers;
			Duration in = Duration.between(this.now, set.at());
			at(in.isNegative() ? Duration.ZERO : in, () -> {
				if (timer == this.timers) {
					feed(new SwapEvent.TimerFired());
				}
			});
		}
	}

	private void begin(ModelId model) {
		this.launchedOtherwise.put(model, this.otherwise.contains(model));
		long life = this.lives.merge(model, 1L, Long::sum);
		Duration load = this.scenario.upTo(Scenario.LONGEST_LOAD);
		if (this.scenario.faults && this.scenario.oneIn(4)) {
			ModelFailure.Kind kind = this.scenario.startFailure();
			inLife(model, life, load, () -> {
				tell(new UpstreamEvent.Failed(model, failure(kind)));
				goSoon(model);
			});
			return;
		}
		inLife(model, life, load, () -> {
			tell(new UpstreamEvent.Ready(model, new Endpoint(java.net.URI.create("http://localhost"), life)));
			if (this.scenario.faults && this.scenario.oneIn(8)) {
				inLife(model, life, this.scenario.upTo(Duration.ofSeconds(90)),
						() -> feed(new SwapEvent.CheckFailed(model, life, failure(ModelFailure.Kind.NOT_ANSWERING))));
			}
			if (this.scenario.faults && this.scenario.oneIn(5)) {
				inLife(model, life, this.scenario.upTo(Duration.ofSeconds(90)), () -> {
					tell(new UpstreamEvent.Exited(model, failure(ModelFailure.Kind.DIED)));
					goSoon(model);
				});
			}
		});
	}

	private void goSoon(ModelId model) {
		long life = this.lives.getOrDefault(model, 0L);
		inLife(model, life, this.scenario.upTo(Duration.ofSeconds(3)), () -> gone(model));
	}

	private void end(ModelId model, Duration grace) {
		// What was planned for this life no longer comes.
		long life = this.lives.merge(model, 1L, Long::sum);
		if (this.scenario.faults && this.scenario.oneIn(8)) {
			Duration killed = grace.plus(Scenario.STUCK_AFTER);
			inLife(model, life, killed, () -> tell(new UpstreamEvent.Stuck(model, "it sleeps in the driver")));
			if (this.scenario.oneIn(2)) {
				inLife(model, life, killed.plus(this.scenario.upTo(Duration.ofSeconds(100))), () -> gone(model));
			}
			return;
		}
		inLife(model, life, this.scenario.upTo(grace).plus(this.scenario.hook()), () -> gone(model));
	}

	private void gone(ModelId model) {
		this.lives.merge(model, 1L, Long::sum);
		tell(new UpstreamEvent.Stopped(model));
	}

	private void tell(UpstreamEvent event) {
		feed(new SwapEvent.UpstreamChanged(event));
	}

	private ModelFailure failure(ModelFailure.Kind kind) {
		List<String> lastLines = this.scenario.oneIn(3) ? List.of("out of memory") : List.of();
		return new ModelFailure(kind, "it was told to", 1, lastLines, this.now);
	}

	private void inLife(ModelId model, long life, Duration in, Runnable action) {
		at(in, () -> {
			if (this.lives.getOrDefault(model, 0L) == life) {
				action.run();
			}
		});
	}

	private void at(Duration in, Runnable action) {
		this.plan.add(new Planned(this.now.plus(in), ++this.order, action));
	}

	/**
	 * Something to come.
	 */
	private record Planned(Instant at, long order, Runnable action) implements Comparable<Planned> {

		@Override
		public int compareTo(Planned other) {
			int byTime = this.at.compareTo(other.at);
			return (byTime != 0) ? byTime : Long.compare(this.order, other.order);
		}

	}

}
