package io.llamaswap.lifecycle;

import java.time.Instant;

import io.llamaswap.model.ModelId;

/**
 * A request in the queue.
 *
 * @param ticket its number
 * @param sequence its age: lower is older
 * @param request what it wants
 * @param arrivedAt when it arrived
 * @param rank its priority: that of its model and its own; greater goes first
 * @param turn its turn among the callers of its rank: lower goes first
 */
record Waiting(long ticket, long sequence, LeaseRequest request, Instant arrivedAt, int rank, long turn) {

	/** The rank of those who have waited for too long: before everybody else. */
	static final int OVERDUE = Integer.MAX_VALUE;

	Waiting to(ModelId heir) {
		return new Waiting(this.ticket, this.sequence, this.request.to(heir), this.arrivedAt, this.rank, this.turn);
	}

	ModelId model() {
		return this.request.model();
	}

}
