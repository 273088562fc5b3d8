package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import io.llamaswap.upstream.UpstreamEvent;
import org.jspecify.annotations.Nullable;

/**
 * Keeps account of a simulated run beside {@link Truth}: who may be refused and who must
 * be (14), how many are served and wait (15), whose turn it is (16) and how long a drain
 * may take (17).
 */
final class Ledger {

	private final Truth truth;

	/** The turns that the scheduler ought to have dealt, of those who wait. */
	private final Map<Long, Long> turns = new HashMap<>();

	private final Map<Seat, Long> lastTurns = new HashMap<>();

	private final Map<ModelId, Integer> failures = new HashMap<>();

	private final Map<ModelId, Instant> failedAt = new HashMap<>();

	private final Set<ModelId> stuck = new LinkedHashSet<>();

	/** From when on the limit of a drain counts. */
	private final Map<ModelId, Instant> drainedFrom = new LinkedHashMap<>();

	/** How the models look to everybody else. */
	private final Map<ModelId, SlotView> views = new LinkedHashMap<>();

	private SwapEvent cause = new SwapEvent.TimerFired();

	private Instant now = Instant.MIN;

	private boolean ending;

	/** What the request that has just arrived has to be told at once. */
	private Refusal.@Nullable Reason expected;

	Ledger(Truth truth) {
		this.truth = truth;
	}

	/**
	 * Notes an event, before anybody else knows of it.
	 * @param event what happened
	 * @param when the present
	 */
	void happened(SwapEvent event, Instant when) {
		this.cause = event;
		this.now = when;
		this.expected = null;
		if (event instanceof SwapEvent.RequestArrived arrived) {
			this.expected = objection(arrived.request());
			if (this.expected == null) {
				this.turns.put(arrived.ticket(), turn(arrived.request()));
			}
		}
		else if (event instanceof SwapEvent.RequestCancelled cancelled) {
			this.turns.remove(cancelled.ticket());
		}
		else if (event instanceof SwapEvent.UpstreamChanged changed) {
			upstreamChanged(changed.event());
		}
		else if (event instanceof SwapEvent.FailuresForgiven forgiven) {
			this.failures.remove(forgiven.model());
		}
		else if (event instanceof SwapEvent.UnloadAsked unload) {
			this.failures.keySet().removeAll(unload.models());
		}
		else if (event instanceof SwapEvent.ShutdownAsked) {
			this.ending = true;
		}
	}

	private void upstreamChanged(UpstreamEvent event) {
		ModelId model = event.model();
		if (event instanceof UpstreamEvent.Failed) {
			this.failures.merge(model, 1, Integer::sum);
			this.failedAt.put(model, this.now);
		}
		else if (event instanceof UpstreamEvent.Ready) {
			this.failures.remove(model);
		}
		else if (event instanceof UpstreamEvent.Stuck) {
			this.stuck.add(model);
		}
		else if (event instanceof UpstreamEvent.Stopped) {
			this.stuck.remove(model);
		}
	}

	private Refusal.@Nullable Reason objection(LeaseRequest request) {
		SchedulingRules rules = this.truth.rules();
		ModelRules own = rules.models().get(request.model());
		if (own == null) {
			return Refusal.Reason.UNKNOWN_MODEL;
		}
		if (this.ending) {
			return Refusal.Reason.SHUTTING_DOWN;
		}
		boolean ready = this.truth.phase(request.model()) == Truth.Phase.READY;
		if (!request.mayLoad() && !ready) {
			return Refusal.Reason.NOT_LOADED;
		}
		boolean served = ready && this.truth.closedFrom(request.model()) == Long.MAX_VALUE
				&& (!request.counted() || this.truth.countedLeases(request.model()) < own.concurrencyLimit());
		if (this.truth.waitingFor(request.model()) >= own.queueLimit() && (request.counted() || !served)) {
			return Refusal.Reason.QUEUE_FULL;
		}
		return served ? null : objection(request.caller(), rules.queueLimits());
	}

	private Refusal.@Nullable Reason objection(String caller, QueueLimits limits) {
		long ofCaller = this.truth.waiting()
			.stream()
			.filter((waiting) -> waiting.request().caller().equals(caller))
			.count();
		if (limits.perCaller() > 0 && !caller.isEmpty() && ofCaller >= limits.perCaller()) {
			return Refusal.Reason.QUEUE_FULL;
		}
		return (limits.total() > 0 && this.truth.waiting().size() >= limits.total()) ? Refusal.Reason.OVERLOADED : null;
	}

	// The second request of a caller comes after the first of everybody else of its rank.
	private long turn(LeaseRequest request) {
		int rank = this.truth.rules(request.model()).rank(request);
		List<Long> waiting = this.truth.waiting()
			.stream()
			.filter((other) -> other.rank() == rank)
			.map((other) -> this.turns.getOrDefault(other.ticket(), 0L))
			.toList();
		if (waiting.isEmpty()) {
			this.lastTurns.keySet().removeIf((seat) -> seat.rank() == rank);
		}
		long first = waiting.stream().min(Long::compare).orElse(0L);
		Seat seat = new Seat(request.caller(), rank);
		long turn = Math.max(first, this.lastTurns.getOrDefault(seat, -1L) + 1);
		this.lastTurns.put(seat, turn);
		return turn;
	}

	/**
	 * Looks at a decision before it is carried out.
	 * @param effect what was decided
	 */
	void decided(SwapEffect effect) {
		if (effect instanceof SwapEffect.GrantLease grant) {
			Waiting request = this.truth.waiting(grant.ticket());
			if (request != null) {
				checkGrant(request);
			}
			this.turns.remove(grant.ticket());
		}
		else if (effect instanceof SwapEffect.RefuseRequest refuse) {
			Waiting request = this.truth.waiting(refuse.ticket());
			if (request != null) {
				checkRefusal(request, refuse.refusal().reason());
			}
			this.turns.remove(refuse.ticket());
		}
		else if (effect instanceof SwapEffect.ForgetModel forget) {
			this.views.remove(forget.model());
			this.failures.remove(forget.model());
		}
	}

	private void checkGrant(Waiting granted) {
		ModelId model = granted.model();
		this.truth.check(14, this.expected == null || !isArriving(granted),
				() -> granted + " was granted although it is to be told " + this.expected);
		this.truth.check(15,
				!granted.request().counted()
						|| this.truth.countedLeases(model) < this.truth.rules(model).concurrencyLimit(),
				() -> granted + " was granted although its model is full");
		this.drainedFrom.computeIfPresent(model, (known, before) -> this.now);
		for (Waiting other : this.truth.waiting()) {
			this.truth.check(16, !isEarlier(other, granted),
					() -> granted + " was granted although it is the turn of " + other);
		}
	}

	private boolean isEarlier(Waiting one, Waiting other) {
		boolean alike = one.model().equals(other.model()) && one.request().counted() == other.request().counted()
				&& this.truth.rank(one) == this.truth.rank(other)
				&& one.sequence() <= this.truth.closedFrom(one.model());
		if (!alike) {
			return false;
		}
		return (this.truth.rank(one) == Waiting.OVERDUE) ? one.sequence() < other.sequence()
				: this.turns.getOrDefault(one.ticket(), 0L) < this.turns.getOrDefault(other.ticket(), 0L);
	}

	private void checkRefusal(Waiting refused, Refusal.Reason reason) {
		this.truth.check(14, isTrue(refused, reason), () -> refused + " was refused with " + reason + " by "
				+ this.cause + ", which is not so at " + this.now);
	}

	private boolean isTrue(Waiting refused, Refusal.Reason reason) {
		ModelId model = refused.model();
		return switch (reason) {
			case UNKNOWN_MODEL -> !this.truth.rules().models().containsKey(model) && !hasHeir(refused);
			case NOT_LOADED -> !refused.request().mayLoad() && this.truth.phase(model) != Truth.Phase.READY;
			case QUEUE_FULL, OVERLOADED -> isArriving(refused) && reason == this.expected;
			case BACKING_OFF -> isLeftAlone(model);
			case START_FAILED -> this.cause instanceof SwapEvent.UpstreamChanged changed
					&& changed.event() instanceof UpstreamEvent.Failed failed && failed.model().equals(model);
			case UNLOADED -> this.cause instanceof SwapEvent.UnloadAsked unload && unload.models().contains(model)
					&& unload.mode() == UnloadMode.NOW;
			case STUCK ->
				this.stuck.contains(model) || this.truth.rivals(refused).stream().anyMatch(this.stuck::contains);
			case SHUTTING_DOWN -> this.ending;
		};
	}

	private boolean hasHeir(Waiting request) {
		return this.cause instanceof SwapEvent.ConfigurationReplaced replaced
				&& replaced.heirs().find(request.request()) != null;
	}

	private boolean isArriving(Waiting request) {
		return this.cause instanceof SwapEvent.RequestArrived arrived && arrived.ticket() == request.ticket();
	}

	private boolean isLeftAlone(ModelId model) {
		Duration delay = BackOff.DEFAULT.after(Math.max(1, this.failures.getOrDefault(model, 0)));
		Instant failed = this.failedAt.get(model);
		return failed != null && failed.plus(delay).isAfter(this.now);
	}

	/**
	 * Looks at what is left when everything that an event led to is done.
	 * @param changes how the models look that changed
	 */
	void settled(List<SlotView> changes) {
		this.truth.check(14,
				this.expected == null || !(this.cause instanceof SwapEvent.RequestArrived arrived)
						|| this.truth.waiting(arrived.ticket()) == null,
				() -> "a request waits although it is to be told " + this.expected + ": " + this.cause);
		for (SlotView view : changes) {
			this.views.put(view.id(), view);
			checkView(view);
		}
		checkDrains();
	}

	/**
	 * Looks whether what was last shown of each model is still so.
	 */
	void checkEnd() {
		this.views.values().forEach(this::checkView);
	}

	private void checkView(SlotView view) {
		ModelId model = view.id();
		this.truth.check(15, view.inFlight() == this.truth.openLeases(model),
				() -> view + ", but " + this.truth.openLeases(model) + " are served");
		this.truth.check(15, view.waiting() == this.truth.waitingFor(model),
				() -> view + ", but " + this.truth.waitingFor(model) + " wait");
		this.truth.check(15, isLike(view.state(), this.truth.phase(model)),
				() -> view + ", but it is " + this.truth.phase(model));
	}

	private static boolean isLike(ModelState state, Truth.@Nullable Phase phase) {
		if (phase == null) {
			return !state.isAlive();
		}
		return switch (phase) {
			case STARTING -> state == ModelState.STARTING;
			case READY -> state == ModelState.READY;
			case ENDING -> state == ModelState.STOPPING;
		};
	}

	private void checkDrains() {
		this.drainedFrom.keySet().removeIf((model) -> this.truth.closedFrom(model) == Long.MAX_VALUE);
		for (ModelId model : this.truth.draining()) {
			if (this.truth.phase(model) != Truth.Phase.READY) {
				continue;
			}
			Instant from = this.drainedFrom.computeIfAbsent(model, (unknown) -> this.now);
			Duration limit = this.truth.rules(model).drainLimit();
			this.truth.check(17,
					this.ending || limit.isZero() || this.truth.openLeases(model) == 0
							|| !from.plus(limit).isBefore(this.now),
					() -> "model " + model + " has been draining since " + from + " and may for " + limit);
		}
	}

	private record Seat(String caller, int rank) {

	}

}
