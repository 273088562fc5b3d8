package io.llamaswap.routing;

import java.time.Duration;

import io.llamaswap.error.ApiError;

/**
 * Bounds of request bodies.
 *
 * @param body largest body in bytes
 * @param lookAhead how many bytes of one body are held while its model is searched
 * @param budget how many bytes of all bodies together are held
 */
record BodyLimits(long body, long lookAhead, ByteBudget budget) {

	/**
	 * The memory for bodies whose model stands far behind is used up.
	 * @return 503, to be tried again after a second
	 */
	static ApiError budgetSpent() {
		return ApiError
			.unavailable("too many large request bodies at once; put \"model\" first in the request or try again")
			.withRetryAfter(Duration.ofSeconds(1));
	}

}
