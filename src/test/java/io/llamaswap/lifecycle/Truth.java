package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.llamaswap.model.ModelId;
import io.llamaswap.upstream.Endpoint;
import io.llamaswap.upstream.UpstreamEvent;
import org.jspecify.annotations.Nullable;

/**
 * What is really the case in a simulated run, kept apart from what the scheduler
 * believes, and the invariants of {@code DESIGN.md}, checked against it after each step.
 */
final class Truth {

	private final Scenario scenario;

	private SchedulingRules rules;

	private EvictionPolicy policy;

	/** Those of models that were removed, too. */
	private final Map<ModelId, ModelRules> lastRules = new HashMap<>();

	/** Lives that began and are not over, with their phase. */
	private final Map<ModelId, Phase> alive = new LinkedHashMap<>();

	private final Map<ModelId, Endpoint> endpoints = new HashMap<>();

	private final Map<ModelId, Instant> readyAt = new HashMap<>();

	private final Map<ModelId, Instant> failedAt = new HashMap<>();

	private final Map<ModelId, Instant> lastUse = new HashMap<>();

	/**
	 * The scheduler's turns are its secret: here, in their place, the number of the kind.
	 */
	private final Map<Long, Waiting> waiting = new LinkedHashMap<>();

	/** Requests that differ in age only are of one kind. */
	private final Map<LeaseRequest, Long> kinds = new HashMap<>();

	private final Map<Long, Granted> leased = new LinkedHashMap<>();

	private final Set<Long> settled = new LinkedHashSet<>();

	/** Unloaded, with the age up to which requests may still be served by this life. */
	private final Map<ModelId, Long> draining = new LinkedHashMap<>();

	/**
	 * Alive, but removed or to be started differently: nobody is served by it any more.
	 */
	private final Set<ModelId> obsolete = new LinkedHashSet<>();

	private final List<Waiting> grantedNow = new ArrayList<>();

	private int disturbances;

	private int leastConcurrency = Integer.MAX_VALUE;

	private Instant now = Instant.MIN;

	/** Who arrived then or before is overdue; no reload changes the time for it. */
	private Instant overdueSince = Instant.MIN;

	private int starts;

	private long sequence;

	private boolean ending;

	private final int only;

	/**
	 * Begins a run.
	 * @param scenario what it is made of
	 * @param only the invariant to look at, or 0 for all
	 */
	Truth(Scenario scenario, int only) {
		this.only = only;
		this.scenario = scenario;
		this.rules = scenario.rules;
		this.policy = scenario.rules.policy();
		configured(scenario.rules);
	}

	SchedulingRules rules() {
		return this.rules;
	}

	Collection<Waiting> waiting() {
		return this.waiting.values();
	}

	@Nullable Waiting waiting(long ticket) {
		return this.waiting.get(ticket);
	}

	int waitingFor(ModelId model) {
		int count = 0;
		for (Waiting request : this.waiting.values()) {
			count += request.model().equals(model) ? 1 : 0;
		}
		return count;
	}

	@Nullable Phase phase(ModelId model) {
		return this.alive.get(model);
	}

	boolean isDraining(ModelId model) {
		return this.obsolete.contains(model) || this.draining.containsKey(model);
	}

	List<ModelId> draining() {
		return this.alive.keySet().stream().filter(this::isDraining).toList();
	}

	/**
	 * Returns who may still be served by the present life.
	 * @param model whose life
	 * @return the greatest age
	 */
	long closedFrom(ModelId model) {
		return this.obsolete.contains(model) ? 0 : this.draining.getOrDefault(model, Long.MAX_VALUE);
	}

	Set<ModelId> rivals(Waiting request) {
		return this.policy.victims(request.request(), othersThan(request.model()));
	}

	private void configured(SchedulingRules next) {
		this.rules = next;
		this.policy = next.policy();
		this.lastRules.putAll(next.models());
		next.models()
			.values()
			.forEach((model) -> this.leastConcurrency = Math.min(this.leastConcurrency, model.concurrencyLimit()));
	}

	private void replaced(SwapEvent.ConfigurationReplaced replaced) {
		this.disturbances += this.scenario.models.size();
		for (ModelId model : this.alive.keySet()) {
			if (replaced.relaunched().contains(model) || !replaced.rules().models().containsKey(model)) {
				this.obsolete.add(model);
			}
			else if (this.alive.get(model) == Phase.READY) {
				this.obsolete.remove(model);
			}
		}
		configured(replaced.rules());
	}

	void happened(SwapEvent event, Instant when) {
		this.now = when;
		this.overdueSince = when.minus(this.rules.maxWait());
		this.grantedNow.clear();
		if (event instanceof SwapEvent.RequestArrived arrived) {
			LeaseRequest request = arrived.request();
			this.waiting.put(arrived.ticket(), new Waiting(arrived.ticket(), ++this.sequence, request, when,
					rules(request.model()).rank(request), kind(request)));
		}
		else if (event instanceof SwapEvent.RequestCancelled cancelled) {
			this.waiting.remove(cancelled.ticket());
			ended(this.leased.remove(cancelled.ticket()));
			this.settled.add(cancelled.ticket());
		}
		else if (event instanceof SwapEvent.LeaseEnded end) {
			ended(this.leased.remove(end.ticket()));
		}
		else if (event instanceof SwapEvent.UnloadAsked unload) {
			this.disturbances += unload.models().size();
			unload.models()
				.stream()
				.filter(this.alive::containsKey)
				.forEach((model) -> this.draining.putIfAbsent(model, this.sequence));
		}
		else if (event instanceof SwapEvent.ConfigurationReplaced replaced && !this.ending) {
			replaced(replaced);
		}
		else if (event instanceof SwapEvent.ShutdownAsked) {
			this.ending = true;
		}
		else if (event instanceof SwapEvent.CheckFailed) {
			this.disturbances++;
		}
		else if (event instanceof SwapEvent.UpstreamChanged changed) {
			upstreamChanged(changed.event());
		}
	}

	private void ended(@Nullable Granted lease) {
		if (lease != null) {
			this.lastUse.put(lease.model(), this.now);
		}
	}

	private void upstreamChanged(UpstreamEvent event) {
		if (event instanceof UpstreamEvent.Ready ready && this.alive.get(event.model()) == Phase.STARTING) {
			this.alive.put(event.model(), Phase.READY);
			this.endpoints.put(event.model(), ready.endpoint());
			this.readyAt.put(event.model(), this.now);
			this.lastUse.put(event.model(), this.now);
		}
		else if (event instanceof UpstreamEvent.Failed || event instanceof UpstreamEvent.Exited) {
			this.alive.put(event.model(), Phase.ENDING);
			this.failedAt.put(event.model(), this.now);
			this.leased.values().removeIf((lease) -> lease.model().equals(event.model()));
		}
		else if (event instanceof UpstreamEvent.Stopped) {
			this.alive.remove(event.model());
			this.draining.remove(event.model());
			this.obsolete.remove(event.model());
		}
	}

	void decided(SwapEffect effect, SwapEvent cause) {
		if (effect instanceof SwapEffect.StartModel start) {
			this.starts++;
			checkRoom(start.model());
			checkRankOfStart(start.model());
			this.alive.put(start.model(), Phase.STARTING);
			long loading = this.alive.values().stream().filter((phase) -> phase == Phase.STARTING).count();
			check(12, this.rules.parallelLoads() == 0 || loading <= this.rules.parallelLoads(),
					() -> loading + " models load at once, allowed are " + this.rules.parallelLoads());
		}
		else if (effect instanceof SwapEffect.StopModel stop) {
			checkMayStop(stop, cause);
			this.alive.put(stop.model(), Phase.ENDING);
			this.leased.values().removeIf((lease) -> lease.model().equals(stop.model()));
		}
		else if (effect instanceof SwapEffect.ForgetModel forget) {
			check(9, !this.alive.containsKey(forget.model()), () -> forget + " while it is alive");
		}
		else if (effect instanceof SwapEffect.GrantLease grant) {
			Waiting request = settle(grant.ticket());
			checkGrant(request, grant);
			checkOrderOfGrant(request);
			this.leased.put(grant.ticket(), new Granted(request.model(), this.now, request.request().counted()));
			this.grantedNow.add(request);
		}
		else if (effect instanceof SwapEffect.MoveRequest move) {
			Waiting moved = Objects.requireNonNull(this.waiting.get(move.ticket()));
			check(2, !this.rules.models().containsKey(moved.model()) && this.rules.models().containsKey(move.model()),
					() -> moved + " has to wait for " + move.model() + " from now on");
			LeaseRequest other = moved.request().to(move.model());
			this.waiting.put(move.ticket(),
					new Waiting(moved.ticket(), moved.sequence(), other, moved.arrivedAt(), moved.rank(), kind(other)));
		}
		else if (effect instanceof SwapEffect.RefuseRequest refuse) {
			settle(refuse.ticket());
		}
	}

	private long kind(LeaseRequest request) {
		return this.kinds.computeIfAbsent(request, (unknown) -> (long) this.kinds.size());
	}

	private Waiting settle(long ticket) {
		Waiting request = this.waiting.remove(ticket);
		check(2, request != null && this.settled.add(ticket), () -> "request " + ticket + " got a second outcome");
		if (request == null) {
			throw new InvariantViolation(2, "request " + ticket + " is not waiting");
		}
		Duration waited = Duration.between(request.arrivedAt(), this.now);
		if (waited.compareTo(Scenario.LONGEST_HOLD) > 0) {
			check(4, waited.compareTo(bound()) <= 0, () -> request + " waited " + waited + ", bound " + bound());
		}
		return request;
	}

	/**
	 * Until it is overdue anybody may go first; then it takes one turn for each model,
	 * and one more for each that an unload takes away.
	 */
	private Duration bound() {
		int rounds = 2 + this.scenario.requests / this.leastConcurrency;
		boolean stays = this.lastRules.values().stream().anyMatch((one) -> !one.minResidency().isZero());
		Duration turn = Scenario.LONGEST_GRACE.plus(Scenario.STUCK_AFTER)
			.plus(Scenario.LONGEST_LOAD)
			.plus(this.rules.overtaking())
			.plus(stays ? Scenario.LONGEST_RESIDENCY : Duration.ZERO)
			.plus(Scenario.LONGEST_HOLD.multipliedBy(rounds));
		return turn.multipliedBy(this.scenario.models.size() + this.disturbances).plus(this.rules.maxWait());
	}

	private void checkRoom(ModelId model) {
		check(1, !this.alive.containsKey(model), () -> "model " + model + " started while its last life is not over");
		Set<ModelId> others = new LinkedHashSet<>(this.alive.keySet());
		boolean asked = this.waiting.values().stream().anyMatch((request) -> isRoomFor(request, model, others));
		boolean along = this.grantedNow.stream().anyMatch((request) -> isRoomFor(request, model, others));
		check(1, asked || along, () -> "model " + model + " started beside " + others + ", which no request allows");
	}

	private boolean isRoomFor(Waiting request, ModelId model, Set<ModelId> others) {
		if (!request.request().mayLoad()) {
			return false;
		}
		boolean mine = request.model().equals(model) || this.policy.companions(request.request()).contains(model);
		Set<ModelId> residents = new LinkedHashSet<>(others);
		residents.remove(request.model());
		return mine && this.policy.victims(request.request(), residents).isEmpty();
	}

	private void checkGrant(Waiting request, SwapEffect.GrantLease grant) {
		check(3, this.alive.get(request.model()) == Phase.READY
				&& grant.endpoint().equals(this.endpoints.get(request.model())),
				() -> request + " was granted on a model that is " + this.alive.get(request.model()));
		check(9, !this.obsolete.contains(request.model()),
				() -> request + " was granted on a life that a reload has made obsolete");
	}

	private boolean isIdleForLong(SwapEffect.StopModel stop) {
		ModelRules own = this.rules.models().get(stop.model());
		// A reload may shorten the residency of a model that was to leave anyway.
		return "its profile was left".equals(stop.why())
				|| (own != null && !own.ttl().isZero() && "idle".equals(stop.why()));
	}

	private boolean isInSomebodysWay(ModelId model) {
		return isDraining(model) || Stream.concat(this.waiting.values().stream(), this.grantedNow.stream())
			.anyMatch((request) -> !request.model().equals(model)
					&& this.policy.victims(request.request(), othersThan(request.model())).contains(model));
	}

	private Set<ModelId> othersThan(ModelId model) {
		Set<ModelId> others = new LinkedHashSet<>(this.alive.keySet());
		others.remove(model);
		return others;
	}

	/** Who waits for a model that is not there, of the highest rank that there is. */
	private List<Waiting> firstOfAll() {
		int best = Integer.MIN_VALUE;
		List<Waiting> first = new ArrayList<>();
		for (Waiting request : this.waiting.values()) {
			Phase phase = this.alive.get(request.model());
			int rank = rank(request);
			if ((phase != null && phase != Phase.ENDING) || rank < best || !request.request().mayLoad()) {
				continue;
			}
			if (rank > best) {
				first.clear();
				best = rank;
			}
			first.add(request);
		}
		return first;
	}

	private void checkOrderOfGrant(Waiting granted) {
		List<Waiting> first = firstOfAll();
		Instant ready = Objects.requireNonNull(this.readyAt.get(granted.model()));
		if (first.isEmpty() || ready.equals(this.now)
				|| !first.stream().allMatch((claim) -> isInTheWay(granted.model(), claim))) {
			return;
		}
		Instant residency = ready.plus(rules(granted.model()).minResidency());
		check(10, residency.isAfter(this.now) || first.stream().noneMatch((claim) -> rank(claim) > rank(granted)),
				() -> granted + " was granted before " + first + " of a higher rank");
		check(11, first.stream()
			.anyMatch((claim) -> !isSurelyBefore(claim, granted) || end(claim, ready, residency).isAfter(this.now)),
				() -> granted + " was granted although the time of overtaking is over for " + first);
	}

	private Instant end(Waiting claim, Instant ready, Instant residency) {
		Instant begin = claim.arrivedAt().isAfter(ready) ? claim.arrivedAt() : ready;
		Instant end = begin.plus(this.rules.overtaking());
		return end.isAfter(residency) ? end : residency;
	}

	private boolean isSurelyBefore(Waiting one, Waiting other) {
		boolean older = one.sequence() < other.sequence();
		boolean overdue = rank(one) == Waiting.OVERDUE && rank(other) == Waiting.OVERDUE;
		return older && rank(one) >= rank(other)
				&& (overdue || one.request().caller().equals(other.request().caller()));
	}

	private boolean isInTheWay(ModelId model, Waiting claim) {
		Set<ModelId> residents = new LinkedHashSet<>(this.alive.keySet());
		residents.add(model);
		residents.remove(claim.model());
		return this.policy.victims(claim.request(), residents).contains(model);
	}

	private void checkRankOfStart(ModelId model) {
		int best = Stream.concat(this.waiting.values().stream(), this.grantedNow.stream())
			.filter((request) -> request.model().equals(model)
					|| this.policy.companions(request.request()).contains(model))
			.mapToInt(this::rank)
			.max()
			.orElse(Waiting.OVERDUE);
		List<Waiting> first = firstOfAll();
		check(10,
				first.isEmpty() || rank(first.get(0)) <= best
						|| !first.stream().allMatch((claim) -> isInTheWay(model, claim)),
				() -> "model " + model + " was started before " + first + " of a higher rank");
	}

	int rank(Waiting request) {
		return (!request.arrivedAt().isAfter(this.overdueSince)) ? Waiting.OVERDUE : request.rank();
	}

	private void checkMayStop(SwapEffect.StopModel stop, SwapEvent cause) {
		ModelId model = stop.model();
		boolean ordered = cause instanceof SwapEvent.ShutdownAsked
				|| (cause instanceof SwapEvent.UnloadAsked unload && unload.models().contains(model));
		if (ordered || this.alive.get(model) == Phase.ENDING) {
			return;
		}
		check(3, mayBeCut(model), () -> "model " + model + " was stopped with open leases by " + cause);
		boolean checked = cause instanceof SwapEvent.CheckFailed failed && failed.model().equals(model);
		if (this.obsolete.contains(model) || checked || this.ending) {
			return;
		}
		check(5, this.alive.get(model) != Phase.STARTING || !isAwaited(model),
				() -> "model " + model + " was stopped while it loads for somebody, by " + cause);
		boolean unwanted = this.alive.get(model) == Phase.STARTING && !isAwaited(model);
		check(9, isIdleForLong(stop) || isInSomebodysWay(model) || (unwanted && !this.waiting.isEmpty()),
				() -> "model " + model + " was stopped by " + cause + ", which does not concern it: " + stop);
		check(13, isDraining(model) || this.alive.get(model) != Phase.READY || mayLeave(model), () -> "model " + model
				+ " was stopped before its minimum residency was over or although it is kept, by " + cause);
	}

	private boolean mayBeCut(ModelId model) {
		Duration limit = rules(model).drainLimit();
		return this.leased.values()
			.stream()
			.filter((lease) -> lease.model().equals(model))
			.allMatch((lease) -> !limit.isZero() && !lease.at().plus(limit).isAfter(this.now));
	}

	private boolean mayLeave(ModelId model) {
		ModelRules mine = rules(model);
		Instant idle = Objects.requireNonNull(this.lastUse.get(model));
		if (!mine.ttl().isZero() && !idle.plus(mine.ttl()).isAfter(this.now)) {
			return true;
		}
		return !isStaying(model) && !isKept(model);
	}

	private boolean isKept(ModelId model) {
		return this.policy instanceof KeepingEvictionPolicy keeping && keeping.kept().contains(model);
	}

	private boolean isStaying(ModelId model) {
		Instant ready = Objects.requireNonNull(this.readyAt.get(model));
		return ready.plus(rules(model).minResidency()).isAfter(this.now);
	}

	void checkNobodyWaitsForNothing() {
		draining().forEach((model) -> check(5, this.alive.get(model) != Phase.STARTING || isAwaited(model),
				() -> model + " is to end and loads for nobody"));
		if (this.waiting.isEmpty()) {
			return;
		}
		// Who waits for the same is told apart by age only: one of each kind is enough.
		Map<Long, Waiting> first = new LinkedHashMap<>();
		for (Waiting request : this.waiting.values()) {
			first.merge(request.turn(), request, (one, other) -> (rank(one) >= rank(other)) ? one : other);
		}
		for (Waiting request : first.values()) {
			if (isFirstOfItsRivals(request, first.values())) {
				checkIsWaitingForSomething(request);
			}
		}
	}

	/**
	 * Turns are the scheduler's secret: with several callers, and the one that keeps a
	 * model busy is one, the age does not tell who of the same rank is first.
	 */
	private boolean isFirstOfItsRivals(Waiting request, Collection<Waiting> others) {
		boolean turns = this.scenario.callers.size() > 1 || this.scenario.kind == Scenario.Kind.STREAM;
		int rank = rank(request);
		for (Waiting other : others) {
			boolean before = rank(other) > rank
					|| (rank(other) == rank && (turns || other.sequence() < request.sequence()));
			boolean beside = other.model().equals(request.model()) && other.request().counted()
					&& !request.request().counted() && phase(request.model()) == Phase.READY;
			if (other.sequence() != request.sequence() && before && !beside
					&& areRivals(other.request(), request.request())) {
				return false;
			}
		}
		return true;
	}

	private void checkIsWaitingForSomething(Waiting request) {
		ModelId model = request.model();
		Phase phase = this.alive.get(model);
		Set<ModelId> others = othersThan(model);
		check(14, request.request().mayLoad() || phase == Phase.READY,
				() -> request + " waits although it may load nothing and its model is " + phase);
		check(2, this.rules.models().containsKey(model),
				() -> request + " waits for a model that is not configured any more");
		if (phase == null) {
			Set<ModelId> rivals = this.policy.victims(request.request(), others);
			check(6, !rivals.isEmpty() || isDiskBusy() || isResting(model),
					() -> request + " waits although its room is empty at " + this.now);
			boolean frees = rivals.stream().anyMatch((rival) -> this.alive.get(rival) == Phase.STARTING);
			check(6, rivals.isEmpty() || (isDiskBusy() && !frees) || rivals.stream().anyMatch(this::keepsItsRoom),
					() -> request + " waits for " + rivals + ", of which none stays for a reason, at " + this.now);
		}
		else if (phase == Phase.READY && !isDraining(model)) {
			check(7, request.request().counted() && countedLeases(model) >= rules(model).concurrencyLimit(),
					() -> request + " waits although its model is ready at " + this.now);
		}
	}

	/** The others are not stopped before it lets go. */
	private boolean keepsItsRoom(ModelId rival) {
		return switch (Objects.requireNonNull(this.alive.get(rival))) {
			case STARTING -> isAwaited(rival);
			case READY -> isUsed(rival) || isStaying(rival);
			default -> true;
		};
	}

	/** Its memory may be about to come back. */
	private boolean isResting(ModelId model) {
		Instant failed = this.failedAt.get(model);
		return failed != null && failed.plus(Settling.PAUSE).isAfter(this.now);
	}

	private boolean isDiskBusy() {
		// One that nobody waits for gives its place up.
		long loading = this.alive.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() == Phase.STARTING && isAwaited(entry.getKey()))
			.count();
		return this.rules.parallelLoads() > 0 && loading >= this.rules.parallelLoads();
	}

	/**
	 * Whether one has to wait for the other, in either direction and through either's
	 * profile.
	 */
	private boolean areRivals(LeaseRequest one, LeaseRequest other) {
		return Scenario.judgesSets(this.policy) || one.model().equals(other.model())
				|| !this.policy.victims(one, Set.of(other.model())).isEmpty()
				|| !this.policy.victims(other, Set.of(one.model())).isEmpty();
	}

	/** By somebody whom its present life may serve. */
	private boolean isAwaited(ModelId model) {
		long youngest = closedFrom(model);
		for (Waiting request : this.waiting.values()) {
			if (request.model().equals(model) && request.sequence() <= youngest) {
				return true;
			}
		}
		return false;
	}

	int openLeases(ModelId model) {
		int open = 0;
		for (Granted lease : this.leased.values()) {
			open += lease.model().equals(model) ? 1 : 0;
		}
		return open;
	}

	int countedLeases(ModelId model) {
		int open = 0;
		for (Granted lease : this.leased.values()) {
			open += (lease.counted() && lease.model().equals(model)) ? 1 : 0;
		}
		return open;
	}

	private boolean isUsed(ModelId model) {
		return openLeases(model) > 0;
	}

	void checkEnd() {
		check(2, this.waiting.isEmpty(), () -> "these never got an outcome: " + this.waiting.values());
		if (this.scenario.kind == Scenario.Kind.BURST) {
			check(8, this.starts <= this.scenario.models.size(),
					() -> this.starts + " loads for a burst over " + this.scenario.models.size() + " models");
		}
	}

	ModelRules rules(ModelId model) {
		return Objects.requireNonNull(this.lastRules.get(model));
	}

	void check(int invariant, boolean holds, Supplier<String> otherwise) {
		if (!holds && (this.only == 0 || this.only == invariant)) {
			throw new InvariantViolation(invariant, otherwise.get());
		}
	}

	/**
	 * Phases of a life.
	 */
	enum Phase {

		STARTING, READY, ENDING

	}

	/**
	 * An open lease.
	 */
	private record Granted(ModelId model, Instant at, boolean counted) {

	}

}
