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
		if (this.order.rank(claim) > this.order.rank(request)) {
			return slot.since().equals(this.now) || slot.staysUntil().isAfter(this.now);
		}
		return endFor(claim, slot).isAfter(this.now);
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
		Instant begin = claim.arrivedAt().isAfter(slot.since()) ? claim.arrivedAt() : slot.since();
		Instant end = begin.plus(this.rules.overtaking());
		Instant stays = slot.staysUntil();
		return stays.isAfter(end) ? stays : end;
	}

}
