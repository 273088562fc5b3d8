package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.Instant;

import io.llamaswap.model.ModelState;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request may be served or wait, and why not. Changes nothing; used by the
 * scheduler's thread only.
 */
final class Admission {

	private final SwapScheduler scheduler;

	Admission(SwapScheduler scheduler) {
		this.scheduler = scheduler;
	}

	/**
	 * Tells what is to be said at once to a request that comes now.
	 * @param request the request
	 * @param slot its model
	 * @return the refusal, or {@code null} if it may come in
	 */
	@Nullable Refusal objection(LeaseRequest request, Slot slot) {
		if (this.scheduler.isEnding()) {
			return Refusals.shuttingDown();
		}
		if (!request.mayLoad() && !slot.is(ModelState.READY)) {
			return Refusals.notLoaded(request.model());
		}
		WaitingQueue queue = this.scheduler.queue();
		// Who could be served at once is not kept out because others have to wait.
		boolean served = slot.accepts(request, queue.nextSequence());
		int limit = slot.rules().queueLimit();
		if (queue.count(request.model()) >= limit && (request.counted() || !served)) {
			return Refusals.queueFull(request.model(), limit);
		}
		return served ? null : this.scheduler.rules().queueLimits().objection(request, queue);
	}

	/**
	 * Tells what a request would be refused with, at once or when its turn comes.
	 * @param request the request
	 * @param slot its model
	 * @param when the present
	 * @return the refusal, or {@code null} if it would not be refused
	 */
	@Nullable Refusal refusal(LeaseRequest request, Slot slot, Instant when) {
		Refusal objection = objection(request, slot);
		if (objection != null) {
			return objection;
		}
		if (slot.stuckReason() != null) {
			return Refusals.stuck(slot.id(), slot.stuckReason());
		}
		Instant retryAt = slot.failures().backingOffUntil(when);
		return (retryAt != null && !slot.is(ModelState.READY))
				? Refusals.backingOff(slot, Duration.between(when, retryAt)) : null;
	}

}
