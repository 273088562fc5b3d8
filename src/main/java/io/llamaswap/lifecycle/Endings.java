package io.llamaswap.lifecycle;

import java.time.Instant;

import io.llamaswap.model.ModelState;

/**
 * Ends lives that nobody needs any more: idle ones, and those that were unloaded or made
 * obsolete as soon as nobody uses them. Part of {@link SwapScheduler}.
 */
final class Endings {

	private final SwapScheduler scheduler;

	Endings(SwapScheduler scheduler) {
		this.scheduler = scheduler;
	}

	/**
	 * Lets the present life of a model serve what it serves, then ends it.
	 * @param slot the model
	 * @param why the reason in a few words
	 */
	void replace(Slot slot, String why) {
		if (!slot.isAlive()) {
			return;
		}
		boolean before = slot.isClosing();
		slot.obsolete(why);
		noteDrain(slot, before, why);
		if (slot.is(ModelState.STARTING) || slot.isIdle()) {
			this.scheduler.stop(slot, slot.rules().stopGrace(), why);
		}
	}

	/**
	 * Lets a model serve whoever asked for it until now, then ends it.
	 * @param slot the model
	 * @param why the reason in a few words
	 */
	void drain(Slot slot, String why) {
		boolean before = slot.isClosing();
		slot.closeFrom(this.scheduler.queue().nextSequence(), why);
		noteDrain(slot, before, why);
		stopIfUnwanted(slot);
	}

	/**
	 * Lets the present life of a model go on that was to be replaced, if it is not too
	 * late.
	 * @param slot one whose server runs as it is to be launched
	 */
	void revive(Slot slot) {
		if (slot.revive()) {
			this.scheduler.note(SwapDecision.Kind.KEEP, slot.id(), "it runs as it is configured again");
		}
	}

	private void noteDrain(Slot slot, boolean before, String why) {
		if (!before && slot.leases() > 0) {
			this.scheduler.note(SwapDecision.Kind.DRAIN, slot.id(), why + "; " + SwapReasons.inFlight(slot));
		}
		else if (!before && slot.is(ModelState.STARTING)
				&& this.scheduler.queue().hasOlder(slot.id(), slot.closedFrom())) {
			this.scheduler.note(SwapDecision.Kind.DRAIN, slot.id(), why + "; those who wait for its load are served");
		}
	}

	/**
	 * Ends a model if nothing keeps it any more, or sees to it that it is looked at
	 * again.
	 * @param slot the model
	 */
	void stopIfUnwanted(Slot slot) {
		if (slot.isIdle()) {
			stopIdle(slot);
		}
		else if (slot.isClosing() && slot.is(ModelState.READY)) {
			cutWhenDrained(slot);
		}
		else if (slot.isClosing() && slot.is(ModelState.STARTING)
				&& !this.scheduler.queue().hasOlder(slot.id(), slot.closedFrom())) {
			// Whoever waits now waits for the next life.
			this.scheduler.stop(slot, slot.rules().stopGrace(), slot.closedBecause());
		}
	}

	/**
	 * Ends a model that has drained for as long as it may, or sees to it that it is
	 * looked at again. The end of the program has a bound of its own.
	 * @param slot one that takes nothing new
	 */
	void cutWhenDrained(Slot slot) {
		Instant drainedBy = this.scheduler.isEnding() ? null : slot.yielding(this.scheduler.now());
		if (drainedBy != null && !drainedBy.isAfter(this.scheduler.now())) {
			this.scheduler.stop(slot, slot.rules().stopGrace(),
					slot.closedBecause() + ", after draining for " + slot.rules().drainLimit().toSeconds() + " s");
		}
		else if (drainedBy != null) {
			this.scheduler.wakeAt(drainedBy);
		}
	}

	private void stopIdle(Slot slot) {
		Instant unloadAt = slot.unloadAt();
		boolean wanted = this.scheduler.queue().hasOlder(slot.id(), slot.closedFrom());
		boolean due = unloadAt != null && !unloadAt.isAfter(this.scheduler.now());
		if ((slot.isClosing() || due) && !wanted) {
			this.scheduler.stop(slot, slot.rules().stopGrace(),
					this.scheduler.isEnding() ? "shutdown" : slot.reasonToEnd());
		}
		else if (unloadAt != null && !due) {
			this.scheduler.wakeAt(unloadAt);
		}
	}

}
