package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import io.llamaswap.upstream.Endpoint;
import io.llamaswap.upstream.UpstreamEvent;
import org.jspecify.annotations.Nullable;

/**
 * Decides who runs when: events in, effects out. No I/O, no threads, no clock of its own;
 * to be called by one thread at a time. After each event the whole situation is looked at
 * anew ({@link QueueWalk}) instead of following what the event might have changed, so
 * that no wake-up can be lost. See {@code DESIGN.md} beside this file.
 */
final class SwapScheduler {

	private static final long NOBODY = -1;

	private SchedulingRules rules;

	private final SlotTable slots;

	private final WaitingQueue queue = new WaitingQueue();

	private final LeaseBook leases = new LeaseBook();

	private final Decisions decisions = new Decisions();

	private final Admission admission = new Admission(this);

	private final Endings endings = new Endings(this);

	private final Succession succession = new Succession(this, this.endings, this.decisions);

	private Instant now;

	private boolean ending;

	/** Who joined the queue by the present event. */
	private long newcomer = NOBODY;

	/** What is being done for whom, as of the last walk. */
	private List<Claim> claims = List.of();

	/** Who has to make room and is still used, as of the last walk. */
	private Set<Slot> yielding = Set.of();

	SwapScheduler(SchedulingRules rules, Instant now) {
		this.rules = rules;
		this.now = now;
		this.slots = new SlotTable(rules.models(), now);
	}

	/**
	 * Returns how the models look that changed since the last call.
	 * @return their views, possibly none
	 */
	List<SlotView> takeChanges() {
		return this.slots.takeChanges(this.queue, this.now);
	}

	/**
	 * Returns what was decided at the last event.
	 * @return decisions with their reasons, possibly none
	 */
	List<SwapDecision> notes() {
		return this.decisions.notes();
	}

	/**
	 * Takes notice of an event.
	 * @param event what happened
	 * @param when the present, never before that of an earlier call
	 * @return what has to be done, in this order
	 */
	List<SwapEffect> on(SwapEvent event, Instant when) {
		this.now = when;
		this.decisions.forgetNotes();
		event.applyTo(this);
		walk();
		noteArrival();
		return this.decisions.take();
	}

	private void walk() {
		Set<Slot> before = this.queue.isEmpty() ? this.yielding : new HashSet<>(this.yielding);
		this.yielding = Set.of();
		this.claims = List.of();
		boolean again = true;
		while (again && !this.queue.isEmpty()) {
			QueueWalk walk = new QueueWalk(this);
			this.yielding = walk.run();
			before.addAll(this.yielding);
			this.claims = walk.claims();
			again = walk.isWorthRepeating();
		}
		for (Slot slot : before) {
			if (!this.yielding.contains(slot)) {
				if (slot.is(ModelState.READY) && !slot.isClosing()) {
					note(SwapDecision.Kind.KEEP, slot.id(), "nobody needs its room at once any more");
				}
				slot.stopYielding();
			}
		}
	}

	private void noteArrival() {
		Waiting waiting = this.queue.find(this.newcomer);
		this.newcomer = NOBODY;
		String reason = (waiting != null) ? SwapReasons.wait(waiting, slot(waiting.model()), this.claims) : null;
		if (waiting != null && reason != null) {
			note(SwapDecision.Kind.WAIT, waiting.model(), reason);
		}
	}

	/**
	 * Notes what was decided, to be told.
	 * @param kind what
	 * @param model the real id
	 * @param reason why
	 */
	void note(SwapDecision.Kind kind, ModelId model, String reason) {
		this.decisions.note(new SwapDecision(this.now, kind, model, reason));
	}

	void requestArrived(long ticket, LeaseRequest request) {
		Slot slot = this.slots.find(request.model());
		Refusal refusal = (slot != null) ? this.admission.objection(request, slot)
				: Refusals.unknownModel(request.model());
		if (refusal != null || slot == null) {
			refuse(ticket, request.model(), Objects.requireNonNull(refusal));
		}
		else if (this.queue.isEmpty() && request.profile() == null && slot.accepts(request, this.queue.nextSequence())
				&& this.slots.isAlone(slot)) {
			lease(ticket, request, slot, Duration.ZERO);
		}
		else {
			this.queue.add(ticket, request, slot.rules().rank(request), this.now);
			slot.touch();
			this.newcomer = ticket;
		}
	}

	void requestCancelled(long ticket) {
		Waiting waiting = this.queue.remove(ticket);
		if (waiting != null) {
			slot(waiting.model()).touch();
			this.endings.stopIfUnwanted(slot(waiting.model()));
		}
		else {
			leaseEnded(ticket);
		}
	}

	void leaseEnded(long ticket) {
		LeaseBook.Entry lease = this.leases.remove(ticket);
		Slot slot = (lease != null) ? this.slots.findAny(lease.model()) : null;
		if (slot != null && lease != null && slot.serves(lease.incarnation())) {
			slot.leaseEnded(lease, this.now);
			this.endings.stopIfUnwanted(slot);
		}
	}

	void upstreamChanged(UpstreamEvent event) {
		Slot slot = this.slots.findAny(event.model());
		if (slot == null) {
			return;
		}
		if (event instanceof UpstreamEvent.Ready ready) {
			becameReady(slot, ready.endpoint());
		}
		else if (event instanceof UpstreamEvent.Failed failed && slot.is(ModelState.STARTING)) {
			startFailed(slot, failed);
		}
		else if (event instanceof UpstreamEvent.Exited exited) {
			slot.died(exited.failure());
			slot.stopping(this.now);
		}
		else if (event instanceof UpstreamEvent.Stuck stuck) {
			slot.stuck(stuck.reason(), this.now);
		}
		else if (event instanceof UpstreamEvent.Stopped) {
			this.slots.ended(slot, this.now);
			this.succession.forgetIfRemoved(slot);
		}
	}

	void timerFired() {
		this.decisions.timerFired();
		for (Slot slot : this.slots.all()) {
			Instant retryAt = slot.endBackOff(this.now);
			if (retryAt != null) {
				wakeAt(retryAt);
			}
			this.endings.stopIfUnwanted(slot);
		}
	}

	void checkFailed(ModelId model, long incarnation, ModelFailure failure) {
		Slot slot = this.slots.find(model);
		if (slot != null && slot.serves(incarnation) && slot.isIdle()) {
			stop(slot, slot.rules().stopGrace(), "recycled: " + failure.reason(), failure);
			slot.died(failure);
		}
	}

	void failuresForgiven(ModelId model) {
		Slot slot = this.slots.find(model);
		if (slot != null) {
			slot.forgive();
		}
	}

	void unloadAsked(Set<ModelId> models, UnloadMode mode) {
		models.stream().map(this.slots::findAny).filter(Objects::nonNull).forEach((slot) -> {
			slot.forgive();
			if (mode == UnloadMode.NOW) {
				refuseAll(slot.id(), Refusals.unloaded(slot.id()));
				stop(slot, slot.rules().stopGrace(), "unloaded");
			}
			else {
				this.endings.drain(slot, this.ending ? "shutdown" : "unloaded");
			}
		});
	}

	/**
	 * Goes by another configuration from now on. Whoever waits keeps its place, unless
	 * its model is gone. No process is touched but those of models that are removed or
	 * were launched differently: these serve what they are serving, then end. One that
	 * was to end for such a reason and need not any more goes on.
	 * @param next everything to decide by
	 * @param relaunched models whose last life was launched differently
	 * @param heirs finds who answers for models that are removed
	 */
	void configurationReplaced(SchedulingRules next, Set<ModelId> relaunched, Heirs.Finder heirs) {
		if (this.ending) {
			return;
		}
		this.rules = next;
		this.succession.replace(relaunched, heirs);
	}

	void shutdownAsked(UnloadMode mode, Duration maximumGrace) {
		this.ending = true;
		this.queue.oldestFirst().forEach((waiting) -> refuse(waiting, Refusals.shuttingDown()));
		for (Slot slot : this.slots.all()) {
			if (mode == UnloadMode.NOW || !slot.is(ModelState.READY)) {
				Duration grace = slot.rules().stopGrace();
				stop(slot, (grace.compareTo(maximumGrace) < 0) ? grace : maximumGrace, "shutdown");
			}
			else {
				this.endings.drain(slot, "shutdown");
			}
		}
	}

	private void becameReady(Slot slot, Endpoint endpoint) {
		if (slot.is(ModelState.STARTING)) {
			slot.ready(endpoint, this.now);
			this.endings.stopIfUnwanted(slot);
		}
	}

	private void startFailed(Slot slot, UpstreamEvent.Failed failed) {
		if (this.slots.settles(slot, failed.failure(), this.now)) {
			note(SwapDecision.Kind.RETRY, slot.id(), SwapReasons.retry());
			return;
		}
		slot.failures().startFailed(failed.failure(), this.rules.backOff(), this.now);
		slot.stopping(this.now);
		Instant retryAt = slot.failures().backingOffUntil(this.now);
		Duration retryAfter = (retryAt != null) ? Duration.between(this.now, retryAt) : null;
		refuseAll(slot.id(), Refusals.startFailed(slot.id(), failed.failure(), retryAfter));
		if (retryAt != null) {
			wakeAt(retryAt);
		}
		if (retryAfter != null) {
			note(SwapDecision.Kind.BACKOFF, slot.id(), SwapReasons.backOff(slot, retryAfter));
		}
	}

	private void refuseAll(ModelId model, Refusal refusal) {
		this.queue.of(model).forEach((waiting) -> refuse(waiting, refusal));
	}

	private void lease(long ticket, LeaseRequest request, Slot slot, Duration waited) {
		Endpoint endpoint = slot.leased(request);
		this.leases.add(ticket, request, endpoint);
		this.decisions.add(new SwapEffect.GrantLease(ticket, endpoint, waited));
		if (slot.isClosing()) {
			// The last whom this life serves has no longer than the others had.
			this.endings.cutWhenDrained(slot);
		}
	}

	void grant(Waiting waiting) {
		this.queue.remove(waiting.ticket());
		lease(waiting.ticket(), waiting.request(), slot(waiting.model()),
				Duration.between(waiting.arrivedAt(), this.now));
	}

	void refuse(Waiting waiting, Refusal refusal) {
		this.queue.remove(waiting.ticket());
		slot(waiting.model()).touch();
		refuse(waiting.ticket(), waiting.model(), refusal);
	}

	private void refuse(long ticket, ModelId model, Refusal refusal) {
		// Who only looks asks for nothing: that nothing is loaded for it decides nothing.
		if (refusal.reason() != Refusal.Reason.NOT_LOADED) {
			note(SwapDecision.Kind.REFUSE, model, refusal.message());
		}
		this.decisions.add(new SwapEffect.RefuseRequest(ticket, refusal));
	}

	void start(Slot slot, String why) {
		note(SwapDecision.Kind.START, slot.id(), why);
		slot.starting(this.now);
		this.decisions.add(new SwapEffect.StartModel(slot.id(), why));
	}

	/**
	 * Stops a model; one that is stopping already may get a shorter grace.
	 * @param slot the model
	 * @param grace how long it may take
	 * @param why the reason in a few words
	 */
	void stop(Slot slot, Duration grace, String why) {
		stop(slot, grace, why, null);
	}

	private void stop(Slot slot, Duration grace, String why, @Nullable ModelFailure failure) {
		if (slot.isAlive()) {
			if (!slot.is(ModelState.STOPPING)) {
				note(SwapDecision.Kind.STOP, slot.id(), why);
			}
			slot.stopping(this.now);
			this.decisions.add(new SwapEffect.StopModel(slot.id(), grace, why, failure));
		}
	}

	void wakeAt(Instant when) {
		this.decisions.wakeAt(when);
	}

	Slot slot(ModelId model) {
		return this.slots.get(model);
	}

	SlotTable slots() {
		return this.slots;
	}

	WaitingQueue queue() {
		return this.queue;
	}

	Admission admission() {
		return this.admission;
	}

	boolean isEnding() {
		return this.ending;
	}

	SchedulingRules rules() {
		return this.rules;
	}

	Instant now() {
		return this.now;
	}

}
