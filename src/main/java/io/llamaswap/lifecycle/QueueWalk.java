package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;

/**
 * One look at everybody who waits, oldest first. A request for a model that is ready is
 * granted. The oldest request for one that is not becomes a <em>claim</em>: it empties
 * the room that its model needs and starts it once the room is empty. Younger requests go
 * on around a claim as long as they leave its room alone.
 */
final class QueueWalk {

	private final SwapScheduler scheduler;

	private final EvictionPolicy policy;

	private final List<Claim> claims = new ArrayList<>();

	QueueWalk(SwapScheduler scheduler) {
		this.scheduler = scheduler;
		this.policy = scheduler.rules().policy();
	}

	void run() {
		for (Waiting waiting : this.scheduler.queue().oldestFirst()) {
			Slot slot = this.scheduler.slot(waiting.model());
			if (slot.is(ModelState.READY)) {
				visitReady(waiting, slot);
			}
			else if (!waiting.request().mayLoad()) {
				this.scheduler.refuse(waiting, Refusals.notLoaded(slot.id()));
			}
			else if (!slot.is(ModelState.STARTING)) {
				visitAbsent(waiting, slot);
			}
		}
	}

	private void visitReady(Waiting waiting, Slot slot) {
		if (slot.accepts(waiting.sequence()) && !isOvertakingTooMuch(slot)) {
			this.scheduler.grant(waiting);
			if (waiting.request().mayLoad()) {
				leaveOthers(waiting);
				startCompanions(waiting);
			}
		}
	}

	private void visitAbsent(Waiting waiting, Slot slot) {
		Instant retryAt = slot.backingOffUntil(this.scheduler.now());
		if (slot.stuckReason() != null) {
			this.scheduler.refuse(waiting, Refusals.stuck(slot.id(), slot.stuckReason()));
		}
		else if (retryAt != null) {
			this.scheduler.refuse(waiting, Refusals.backingOff(slot, Duration.between(this.scheduler.now(), retryAt)));
		}
		else if (!isInRoomOfAClaim(waiting)) {
			claim(waiting, slot);
		}
	}

	private void claim(Waiting waiting, Slot slot) {
		Set<ModelId> rivals = victims(waiting);
		for (ModelId rival : rivals) {
			Slot other = this.scheduler.slot(rival);
			if (other.stuckReason() != null) {
				this.scheduler.refuse(waiting, Refusals.stuck(rival, other.stuckReason()));
				return;
			}
		}
		this.claims.add(new Claim(waiting, rivals));
		rivals.forEach((rival) -> makeRoom(waiting, this.scheduler.slot(rival)));
		if (rivals.isEmpty() && slot.is(ModelState.STOPPED)) {
			this.scheduler.start(slot);
			startCompanions(waiting);
		}
	}

	private void makeRoom(Waiting claim, Slot rival) {
		Instant end = endOfOvertaking(claim, rival);
		boolean inTime = end.isAfter(this.scheduler.now());
		boolean wanted = this.scheduler.queue().count(rival.id()) > 0;
		if (rival.isIdle() ? !(wanted && inTime) : (rival.is(ModelState.STARTING) && !wanted)) {
			// A model that has just become ready serves those who waited for it first.
			this.scheduler.stop(rival, rival.rules().stopGrace(), "room for " + claim.model());
		}
		else if (rival.is(ModelState.READY) && inTime) {
			this.scheduler.wakeAt(end);
		}
	}

	/**
	 * Tells whether an older claim has waited long enough for the room of this model.
	 * @param slot the model that a younger request wants
	 * @return {@code true} if the younger request has to wait
	 */
	private boolean isOvertakingTooMuch(Slot slot) {
		return this.claims.stream()
			.anyMatch((claim) -> claim.rivals().contains(slot.id())
					&& !endOfOvertaking(claim.waiting(), slot).isAfter(this.scheduler.now()));
	}

	private Instant endOfOvertaking(Waiting claim, Slot rival) {
		Instant begin = claim.arrivedAt().isAfter(rival.since()) ? claim.arrivedAt() : rival.since();
		return begin.plus(this.scheduler.rules().overtaking());
	}

	/**
	 * Stops what a granted request's rule has no place for, but only what nobody uses:
	 * its own model is there already, so it waits for nobody.
	 * @param granted a request that was just granted
	 */
	private void leaveOthers(Waiting granted) {
		for (ModelId rival : this.policy.outstayers(granted.request(), residentsWithout(granted.model()))) {
			Slot slot = this.scheduler.slot(rival);
			if (this.scheduler.queue().count(rival) > 0) {
				continue;
			}
			if (slot.isIdle() || slot.is(ModelState.STARTING)) {
				this.scheduler.stop(slot, slot.rules().stopGrace(), "not together with " + granted.model());
			}
			else if (slot.is(ModelState.READY)) {
				slot.retire();
			}
		}
	}

	private void startCompanions(Waiting waiting) {
		Set<ModelId> companions = this.policy.companions(waiting.request());
		if (companions.isEmpty() || !victims(waiting).isEmpty()) {
			return;
		}
		for (ModelId companion : companions) {
			Slot slot = this.scheduler.slots().find(companion);
			if (slot != null && slot.is(ModelState.STOPPED) && slot.backingOffUntil(this.scheduler.now()) == null
					&& this.claims.stream().noneMatch((claim) -> claim.suffersFrom(companion))) {
				this.scheduler.start(slot);
			}
		}
	}

	private boolean isInRoomOfAClaim(Waiting waiting) {
		return this.claims.stream()
			.anyMatch((claim) -> claim.wants(waiting.model()) || claim.suffersFrom(waiting.model())
					|| isRival(waiting, claim.waiting().model()));
	}

	private boolean isRival(Waiting waiting, ModelId model) {
		Set<ModelId> residents = residentsWithout(waiting.model());
		residents.add(model);
		return this.policy.victims(waiting.request(), residents).contains(model);
	}

	private Set<ModelId> victims(Waiting waiting) {
		return this.policy.victims(waiting.request(), residentsWithout(waiting.model()));
	}

	private Set<ModelId> residentsWithout(ModelId model) {
		return this.scheduler.slots().residentsWithout(model);
	}

	/**
	 * A request that makes room.
	 */
	private final class Claim {

		private final Waiting waiting;

		private final Set<ModelId> rivals;

		Claim(Waiting waiting, Set<ModelId> rivals) {
			this.waiting = waiting;
			this.rivals = rivals;
		}

		Waiting waiting() {
			return this.waiting;
		}

		Set<ModelId> rivals() {
			return this.rivals;
		}

		boolean wants(ModelId model) {
			return this.waiting.model().equals(model);
		}

		/**
		 * Tells whether somebody more would have to go if that model started as well.
		 * @param model a model that does not run
		 * @return {@code true} if its start is in the way
		 */
		boolean suffersFrom(ModelId model) {
			Set<ModelId> residents = residentsWithout(this.waiting.model());
			residents.add(model);
			return !wants(model)
					&& !this.rivals.containsAll(QueueWalk.this.policy.victims(this.waiting.request(), residents));
		}

	}

}
