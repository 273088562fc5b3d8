package io.llamaswap.lifecycle;

import java.time.Duration;

import io.llamaswap.model.ModelId;
import io.llamaswap.upstream.Endpoint;
import reactor.core.publisher.Mono;

/**
 * The right to send one request to a ready model. While it is open no swap stops the
 * model.
 */
public interface Lease {

	/**
	 * Returns the model that was granted.
	 * @return the real id
	 */
	ModelId model();

	/**
	 * Returns where the request goes.
	 * @return the endpoint of the life that was granted
	 */
	Endpoint endpoint();

	/**
	 * Returns how long the request waited for this lease.
	 * @return zero if the model was ready
	 */
	Duration waited();

	/**
	 * Tells whether the model was stopped under this lease because somebody decided so,
	 * and did not end by itself. Meant for the moment in which its connection broke; a
	 * later life is not told from the one that was granted.
	 * @return {@code true} after an unload at once, after {@code drainLimit}, and when
	 * the program ends
	 */
	default boolean isTakenAway() {
		return false;
	}

	/**
	 * Tells whether the model's server is going or gone, whyever. Its exit is known a
	 * moment after its connections broke.
	 * @return {@code true} if the model is not ready any more; {@code false} where nobody
	 * knows
	 */
	default boolean isOver() {
		return false;
	}

	/**
	 * Asks the server whether it is still there, for what looks the same whether it ended
	 * or not. What answers after a connection has closed did not close it by its death.
	 * @param limit how long its answer may take, more than zero
	 * @return {@code true} if it is, on any thread; {@code false} means nothing
	 */
	default Mono<Boolean> livesOn(Duration limit) {
		return Mono.just(false);
	}

	/**
	 * Ends the lease. Only the first call counts. Never blocks, any thread.
	 */
	void release();

}
