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
 */
record Waiting(long ticket, long sequence, LeaseRequest request, Instant arrivedAt) {

	ModelId model() {
		return this.request.model();
	}

}
