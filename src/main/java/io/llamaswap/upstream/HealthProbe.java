package io.llamaswap.upstream;

import java.time.Duration;

import reactor.core.publisher.Mono;

/**
 * Asks a model server once whether it can serve.
 */
@FunctionalInterface
interface HealthProbe {

	/**
	 * Asks once, on a connection of its own.
	 * @param limit how long the answer may take
	 * @return one answer, never an error; cancelling closes the connection
	 */
	Mono<Answer> ask(Duration limit);

	/**
	 * What a probe found.
	 *
	 * @param healthy whether the server can serve
	 * @param description what came back, for a person
	 */
	record Answer(boolean healthy, String description) {

	}

}
