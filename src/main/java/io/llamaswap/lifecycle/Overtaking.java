package io.llamaswap.lifecycle;

import java.time.Instant;

/**
 * For how long requests for a model that is ready may be granted although another one
 * waits for its room. Without it A B A B would swap each time; without its end a stream
 * of requests for A would starve B.
 */
final class Overtaking {

	private final SchedulingRules rules;

	private final Instant now;

	private final WaitingOrder order;

	Overtaking(SchedulingRules rules, Instant now) {
		this.rules = rules;
		this.now = now;
		this.order = new WaitingOrder(rules.maxWait(), now);
	}

	WaitingOrder order() {
		return this.order;
	}

	/**
	 * Tells whether a request may be granted now although a claim waits for the room of
	 * its model. While that has to stay anyway, anybody may. Later one of lower rank may
	 * not, but for the instant in which the model became ready: whoever waited through
	 * its load is served, or the load was for nothing.
	 * @param request a request for a model that is ready
	 * @param claim one that comes before it and needs the room
	 * @param slot the model that is ready
	 * @return {@code true} if it may
	 */
	boolean isAllowed(Waiting request, Waiting claim, Slot slot) {
		return isAllowed(request, claim, slot.since(), slot.staysUntil());
	}

	boolean isAllowed(Waiting request, Waiting claim, Instant since, Instant staysUntil) {
		if (this.order.rank(claim) > this.order.rank(request)) {
			return since.equals(this.now) || staysUntil.isAfter(this.now);
		}
		return endFor(claim, since, staysUntil).isAfter(this.now);
	}

	/**
	 * Returns when nobody may go before a claim any more. Counted from when the model was
	 * ready if that was later: otherwise everybody who waited through a long load would
	 * be over time at once.
	 * @param claim one that waits for the room of a model
	 * @param slot the model
	 * @return the moment
	 */
	Instant endFor(Waiting claim, Slot slot) {
		return endFor(claim, slot.since(), slot.staysUntil());
	}

	private Instant endFor(Waiting claim, Instant since, Instant staysUntil) {
		Instant begin = claim.arrivedAt().isAfter(since) ? claim.arrivedAt() : since;
		Instant end = begin.plus(this.rules.overtaking());
		return staysUntil.isAfter(end) ? staysUntil : end;
	}

}
