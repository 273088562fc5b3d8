package io.llamaswap.routing;

import java.time.Duration;

import reactor.core.publisher.Mono;

/**
 * What a waiting client is told, as complete events or comments.
 */
interface FeedbackWords {

	/**
	 * Returns what is to be said at a tick.
	 * @param waited how long the client has waited
	 * @return events or comments, possibly none, on any thread
	 */
	Mono<String> next(Duration waited);

	/**
	 * Returns what is to be said before the answer begins.
	 * @param waited how long the client has waited
	 * @return events or comments, possibly none
	 */
	String last(Duration waited);

}
