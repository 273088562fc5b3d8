package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

	/** Lives that began and are not over, with their phase. */
	private final Map<ModelId, Phase> alive = new LinkedHashMap<>();

	private final Map<ModelId, Endpoint> endpoints = new HashMap<>();

	private final Map<Long, Waiting> waiting = new LinkedHashMap<>();

	private final Map<Long, Waiting> leased = new LinkedHashMap<>();

	private final Set<Long> settled = new LinkedHashSet<>();

	private final Set<ModelId> draining = new LinkedHashSet<>();

	/**
	 * Alive, but removed or to be started differently: nobody is served by it any more.
	 */
	private final Set<ModelId> obsolete = new LinkedHashSet<>();

	private final List<Waiting> grantedNow = new ArrayList<>();

	private int disturbances;

	private int leastConcurrency = Integer.MAX_VALUE;

	private int starts;

	private long sequence;

	private boolean ending;

	Truth(Scenario scenario) {
		this.scenario = scenario;
		this.rules = scenario.rules;
		this.policy = scenario.rules.policy();
		configured(scenario.rules);
	}

	SchedulingRules rules() {
		return this.rules;
	}

	private void configured(SchedulingRules next) {
		this.rules = next;
		this.policy = next.policy();
		next.models()
			.values()
			.forEach((model) -> this.leastConcurrency = Math.min(this.leastConcurrency, model.concurrencyLimit()));
	}

	private void replaced(SwapEvent.ConfigurationReplaced replaced) {
		this.disturbances += this.scenario.models.size();
		for (ModelId model : this.alive.keySet()) {
			if (replaced.relaunched().contains(model) || !replaced.rules().models().containsKey(model)) {
				this.obsolete.add(model);
				this.draining.add(model);
			}
		}
		configured(replaced.rules());
	}

	void happened(SwapEvent event, Instant now) {
		this.grantedNow.clear();
		if (event instanceof SwapEvent.RequestArrived arrived) {
			this.waiting.put(arrived.ticket(), new Waiting(arrived.ticket(), ++this.sequence, arrived.request(), now));
		}
		else if (event instanceof SwapEvent.RequestCancelled cancelled) {
			this.waiting.remove(cancelled.ticket());
			this.leased.remove(cancelled.ticket());
			this.settled.add(cancelled.ticket());
		}
		else if (event instanceof SwapEvent.LeaseEnded ended) {
			this.leased.remove(ended.ticket());
		}
		else if (event instanceof SwapEvent.UnloadAsked unload) {
			this.disturbances += unload.models().size();
			unload.models().stream().filter(this.alive::containsKey).forEach(this.draining::add);
		}
		else if (event instanceof SwapEvent.ConfigurationReplaced replaced && !this.ending) {
			replaced(replaced);
		}
		else if (event instanceof SwapEvent.ShutdownAsked) {
			this.ending = true;
		}
		else if (event instanceof SwapEvent.UpstreamChanged changed) {
			upstreamChanged(changed.event());
		}
	}

	private void upstreamChanged(UpstreamEvent event) {
		if (event instanceof UpstreamEvent.Ready ready && this.alive.get(event.model()) == Phase.STARTING) {
			this.alive.put(event.model(), Phase.READY);
			this.endpoints.put(event.model(), ready.endpoint());
		}
		else if (event instanceof UpstreamEvent.Failed || event instanceof UpstreamEvent.Exited) {
			this.alive.put(event.model(), Phase.ENDING);
			this.leased.values().removeIf((lease) -> lease.model().equals(event.model()));
		}
		else if (event instanceof UpstreamEvent.Stopped) {
			this.alive.remove(event.model());
			this.draining.remove(event.model());
			this.obsolete.remove(event.model());
		}
	}

	void decided(SwapEffect effect, SwapEvent cause, Instant now) {
		if (effect instanceof SwapEffect.StartModel start) {
			this.starts++;
			checkRoom(start.model());
			this.alive.put(start.model(), Phase.STARTING);
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
			Waiting request = settle(grant.ticket(), now);
			checkGrant(request, grant);
			this.leased.put(grant.ticket(), request);
			this.grantedNow.add(request);
		}
		else if (effect instanceof SwapEffect.RefuseRequest refuse) {
			settle(refuse.ticket(), now);
		}
	}

	private Waiting settle(long ticket, Instant now) {
		Waiting request = this.waiting.remove(ticket);
		check(2, request != null && this.settled.add(ticket), () -> "request " + ticket + " got a second outcome");
		if (request == null) {
			throw new InvariantViolation(2, "request " + ticket + " is not waiting");
		}
		Duration waited = Duration.between(request.arrivedAt(), now);
		check(4, waited.compareTo(bound()) <= 0, () -> request + " waited " + waited + ", bound " + bound());
		return request;
	}

	/** One turn for each model, and one more for each that an unload takes away. */
	private Duration bound() {
		int rounds = 2 + this.scenario.requests / this.leastConcurrency;
		Duration turn = Scenario.LONGEST_GRACE.plus(Scenario.STUCK_AFTER)
			.plus(Scenario.LONGEST_LOAD)
			.plus(this.scenario.rules.overtaking())
			.plus(Scenario.LONGEST_HOLD.multipliedBy(rounds));
		return turn.multipliedBy(this.scenario.models.size() + this.disturbances);
	}

	private void checkRoom(ModelId model) {
		check(1, !this.alive.containsKey(model), () -> "model " + model + " started while its last life is not over");
		Set<ModelId> others = new LinkedHashSet<>(this.alive.keySet());
		boolean asked = this.waiting.values().stream().anyMatch((request) -> isRoomFor(request, model, others));
		boolean along = this.grantedNow.stream().anyMatch((request) -> isRoomFor(request, model, others));
		check(1, asked || along, () -> "model " + model + " started beside " + others + ", which no request allows");
	}

	private boolean isRoomFor(Waiting request, ModelId model, Set<ModelId> others) {
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

	private void checkMayStop(SwapEffect.StopModel stop, SwapEvent cause) {
		ModelId model = stop.model();
		boolean ordered = cause instanceof SwapEvent.ShutdownAsked
				|| (cause instanceof SwapEvent.UnloadAsked unload && unload.models().contains(model));
		if (ordered || this.alive.get(model) == Phase.ENDING) {
			return;
		}
		check(3, this.leased.values().stream().noneMatch((lease) -> lease.model().equals(model)),
				() -> "model " + model + " was stopped with open leases by " + cause);
		if (this.obsolete.contains(model)) {
			return;
		}
		check(5, this.alive.get(model) != Phase.STARTING || !isAwaited(model),
				() -> "model " + model + " was stopped while it loads for somebody, by " + cause);
		check(9, !(cause instanceof SwapEvent.ConfigurationReplaced) || isIdleForLong(stop) || isInTheWay(model),
				() -> "model " + model + " was stopped by a reload that does not concern it: " + stop);
	}

	private boolean isIdleForLong(SwapEffect.StopModel stop) {
		ModelRules own = this.rules.models().get(stop.model());
		return own != null && !own.ttl().isZero() && "idle".equals(stop.why());
	}

	private boolean isInTheWay(ModelId model) {
		return this.draining.contains(model) || Stream.concat(this.waiting.values().stream(), this.grantedNow.stream())
			.anyMatch((request) -> !request.model().equals(model)
					&& this.policy.victims(request.request(), othersThan(request.model())).contains(model));
	}

	private Set<ModelId> othersThan(ModelId model) {
		Set<ModelId> others = new LinkedHashSet<>(this.alive.keySet());
		others.remove(model);
		return others;
	}

	void checkNobodyWaitsForNothing(Instant now) {
		// Who waits for the same is told apart by age only: one of each kind is enough.
		Set<LeaseRequest> older = new LinkedHashSet<>();
		for (Waiting request : this.waiting.values()) {
			if (!older.contains(request.request())
					&& older.stream().noneMatch((other) -> areRivals(other, request.request()))) {
				checkIsWaitingForSomething(request, now);
			}
			older.add(request.request());
		}
	}

	private void checkIsWaitingForSomething(Waiting request, Instant now) {
		ModelId model = request.model();
		Phase phase = this.alive.get(model);
		Set<ModelId> others = othersThan(model);
		Set<ModelId> rivals = this.policy.victims(request.request(), others);
		long open = this.leased.values().stream().filter((lease) -> lease.model().equals(model)).count();
		ModelRules own = this.rules.models().get(model);
		check(2, own != null, () -> request + " waits for a model that is not configured any more");
		if (phase == null) {
			check(6, !rivals.isEmpty(), () -> request + " waits although its room is empty at " + now);
			rivals.forEach((rival) -> check(5, this.alive.get(rival) != Phase.STARTING || isAwaited(rival),
					() -> request + " waits for " + rival + ", which loads for nobody"));
			rivals.forEach((rival) -> check(6, this.alive.get(rival) != Phase.READY || isUsed(rival),
					() -> request + " waits for " + rival + ", which nobody uses"));
		}
		else if (phase == Phase.READY && own != null && !this.draining.contains(model)) {
			check(7, open >= own.concurrencyLimit(), () -> request + " waits although its model is ready at " + now);
		}
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

	private boolean isAwaited(ModelId model) {
		return this.waiting.values().stream().anyMatch((request) -> request.model().equals(model));
	}

	private boolean isUsed(ModelId model) {
		return this.leased.values().stream().anyMatch((lease) -> lease.model().equals(model));
	}

	void checkEnd() {
		check(2, this.waiting.isEmpty(), () -> "these never got an outcome: " + this.waiting.values());
		if (this.scenario.kind == Scenario.Kind.BURST) {
			check(8, this.starts <= this.scenario.models.size(),
					() -> this.starts + " loads for a burst over " + this.scenario.models.size() + " models");
		}
	}

	boolean isEnding() {
		return this.ending;
	}

	boolean isLeased(long ticket) {
		return this.leased.containsKey(ticket);
	}

	@Nullable Phase phase(ModelId model) {
		return this.alive.get(model);
	}

	private static void check(int invariant, boolean holds, java.util.function.Supplier<String> otherwise) {
		if (!holds) {
			throw new InvariantViolation(invariant, otherwise.get());
		}
	}

	/**
	 * Phases of a life.
	 */
	enum Phase {

		STARTING, READY, ENDING

	}

}
