package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

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

	private final SchedulingRules rules;

	private final Map<ModelId, Slot> slots = new LinkedHashMap<>();

	private final WaitingQueue queue = new WaitingQueue();

	private final Map<Long, Granted> granted = new HashMap<>();

	private List<SwapEffect> effects = new ArrayList<>();

	private Instant now;

	private @Nullable Instant armedFor;

	private boolean ending;

	SwapScheduler(SchedulingRules rules, Instant now) {
		this.rules = rules;
		this.now = now;
		rules.models().forEach((id, model) -> this.slots.put(id, new Slot(id, model, now)));
	}

	/**
	 * Returns how the models look that changed since the last call.
	 * @return their views, possibly none
	 */
	List<SlotView> takeChanges() {
		List<SlotView> changes = new ArrayList<>(2);
		for (Slot slot : this.slots.values()) {
			if (slot.takeChanged()) {
				changes.add(slot.view(this.queue.count(slot.id()), this.now));
			}
		}
		return changes;
	}

	/**
	 * Takes notice of an event.
	 * @param event what happened
	 * @param when the present, never before that of an earlier call
	 * @return what has to be done, in this order
	 */
	List<SwapEffect> on(SwapEvent event, Instant when) {
		this.effects = new ArrayList<>(2);
		this.now = when;
		event.applyTo(this);
		if (!this.queue.isEmpty()) {
			new QueueWalk(this).run();
		}
		return this.effects;
	}

	void requestArrived(long ticket, LeaseRequest request) {
		Slot slot = this.slots.get(request.model());
		if (slot == null) {
			refuse(ticket, Refusals.unknownModel(request.model()));
		}
		else if (this.ending) {
			refuse(ticket, Refusals.shuttingDown());
		}
		else if (this.queue.count(request.model()) >= slot.rules().queueLimit()) {
			refuse(ticket, Refusals.queueFull(request.model(), slot.rules().queueLimit()));
		}
		else if (this.queue.isEmpty() && request.profile() == null && slot.accepts(this.queue.nextSequence())
				&& isAlone(slot)) {
			lease(ticket, slot, Duration.ZERO);
		}
		else {
			this.queue.add(ticket, request, this.now);
			slot.touch();
		}
	}

	void requestCancelled(long ticket) {
		Waiting waiting = this.queue.remove(ticket);
		if (waiting != null) {
			slot(waiting.model()).touch();
		}
		else {
			leaseEnded(ticket);
		}
	}

	void leaseEnded(long ticket) {
		Granted lease = this.granted.remove(ticket);
		Slot slot = (lease != null) ? slot(lease.model()) : null;
		if (lease != null && slot != null && slot.serves(lease.incarnation())) {
			slot.leaseEnded(this.now);
			stopIfUnwanted(slot);
		}
	}

	void upstreamChanged(UpstreamEvent event) {
		Slot slot = slot(event.model());
		if (event instanceof UpstreamEvent.Ready ready) {
			becameReady(slot, ready.endpoint());
		}
		else if (event instanceof UpstreamEvent.Failed failed) {
			startFailed(slot, failed);
		}
		else if (event instanceof UpstreamEvent.Exited exited) {
			slot.died(exited.failure());
			slot.stopping(this.now);
		}
		else if (event instanceof UpstreamEvent.Stuck stuck) {
			slot.stuck(stuck.reason());
		}
		else if (event instanceof UpstreamEvent.Stopped) {
			slot.stopped(this.now);
		}
	}

	void timerFired() {
		this.armedFor = null;
		for (Slot slot : this.slots.values()) {
			Instant retryAt = slot.endBackOff(this.now);
			if (retryAt != null) {
				wakeAt(retryAt);
			}
			stopIfUnwanted(slot);
		}
	}

	void unloadAsked(Set<ModelId> models, UnloadMode mode) {
		models.stream().map(this.slots::get).filter(Objects::nonNull).forEach((slot) -> {
			slot.forgive();
			if (mode == UnloadMode.NOW) {
				refuseAll(slot.id(), Refusals.unloaded(slot.id()));
				stop(slot, slot.rules().stopGrace(), "unloaded");
			}
			else {
				drain(slot);
			}
		});
	}

	void shutdownAsked(UnloadMode mode, Duration maximumGrace) {
		this.ending = true;
		this.queue.oldestFirst().forEach((waiting) -> refuse(waiting, Refusals.shuttingDown()));
		for (Slot slot : this.slots.values()) {
			if (mode == UnloadMode.NOW || !slot.is(ModelState.READY)) {
				Duration grace = slot.rules().stopGrace();
				stop(slot, (grace.compareTo(maximumGrace) < 0) ? grace : maximumGrace, "shutdown");
			}
			else {
				drain(slot);
			}
		}
	}

	private void becameReady(Slot slot, Endpoint endpoint) {
		if (slot.is(ModelState.STARTING)) {
			slot.ready(endpoint, this.now);
			stopIfUnwanted(slot);
		}
	}

	private void startFailed(Slot slot, UpstreamEvent.Failed failed) {
		if (!slot.is(ModelState.STARTING)) {
			return;
		}
		slot.failed(failed.failure(), this.rules.backOff(), this.now);
		slot.stopping(this.now);
		Instant retryAt = slot.backingOffUntil(this.now);
		Duration retryAfter = (retryAt != null) ? Duration.between(this.now, retryAt) : null;
		refuseAll(slot.id(), Refusals.startFailed(slot.id(), failed.failure(), retryAfter));
		if (retryAt != null) {
			wakeAt(retryAt);
		}
	}

	private void drain(Slot slot) {
		slot.closeFrom(this.queue.nextSequence());
		if (slot.is(ModelState.STARTING) && this.queue.count(slot.id()) == 0) {
			stop(slot, slot.rules().stopGrace(), "unloaded");
		}
		stopIfUnwanted(slot);
	}

	private void stopIfUnwanted(Slot slot) {
		if (!slot.isIdle()) {
			return;
		}
		Instant unloadAt = slot.unloadAt();
		boolean wanted = this.queue.hasOlder(slot.id(), slot.closedFrom());
		boolean over = slot.isClosing() || slot.isRetiring() || (unloadAt != null && !unloadAt.isAfter(this.now));
		if (over && !wanted) {
			stop(slot, slot.rules().stopGrace(), reasonToStop(slot));
		}
		else {
			wakeForUnload(slot);
		}
	}

	private String reasonToStop(Slot slot) {
		if (this.ending) {
			return "shutdown";
		}
		return slot.isClosing() ? "unloaded" : (slot.isRetiring() ? "its profile was left" : "idle");
	}

	private void wakeForUnload(Slot slot) {
		Instant unloadAt = slot.unloadAt();
		if (unloadAt != null) {
			wakeAt(unloadAt);
		}
	}

	private void refuseAll(ModelId model, Refusal refusal) {
		this.queue.of(model).forEach((waiting) -> refuse(waiting, refusal));
	}

	private void lease(long ticket, Slot slot, Duration waited) {
		Endpoint endpoint = slot.leased();
		this.granted.put(ticket, new Granted(slot.id(), endpoint.incarnation()));
		this.effects.add(new SwapEffect.GrantLease(ticket, endpoint, waited));
	}

	private boolean isAlone(Slot slot) {
		for (Slot other : this.slots.values()) {
			if (other != slot && other.isAlive()) {
				return false;
			}
		}
		return true;
	}

	void grant(Waiting waiting) {
		this.queue.remove(waiting.ticket());
		lease(waiting.ticket(), slot(waiting.model()), Duration.between(waiting.arrivedAt(), this.now));
	}

	void refuse(Waiting waiting, Refusal refusal) {
		this.queue.remove(waiting.ticket());
		slot(waiting.model()).touch();
		refuse(waiting.ticket(), refusal);
	}

	private void refuse(long ticket, Refusal refusal) {
		this.effects.add(new SwapEffect.RefuseRequest(ticket, refusal));
	}

	void start(Slot slot) {
		slot.starting(this.now);
		this.effects.add(new SwapEffect.StartModel(slot.id()));
	}

	/**
	 * Stops a model; one that is stopping already may get a shorter grace.
	 * @param slot the model
	 * @param grace how long it may take
	 * @param why the reason in a few words
	 */
	void stop(Slot slot, Duration grace, String why) {
		if (slot.isAlive()) {
			slot.stopping(this.now);
			this.effects.add(new SwapEffect.StopModel(slot.id(), grace, why));
		}
	}

	void wakeAt(Instant when) {
		if (this.armedFor == null || when.isBefore(this.armedFor)) {
			this.armedFor = when;
			this.effects.add(new SwapEffect.SetTimer(when));
		}
	}

	Set<ModelId> residentsWithout(ModelId model) {
		Set<ModelId> residents = new LinkedHashSet<>();
		for (Slot slot : this.slots.values()) {
			if (slot.isAlive() && !slot.id().equals(model)) {
				residents.add(slot.id());
			}
		}
		return residents;
	}

	Slot slot(ModelId model) {
		return Objects.requireNonNull(this.slots.get(model), () -> "no slot for model " + model);
	}

	WaitingQueue queue() {
		return this.queue;
	}

	SchedulingRules rules() {
		return this.rules;
	}

	Instant now() {
		return this.now;
	}

	/**
	 * Which life of which model a lease belongs to: a lease of a life that is over counts
	 * for nothing.
	 *
	 * @param model the real id
	 * @param incarnation the life
	 */
	private record Granted(ModelId model, long incarnation) {

	}

}
