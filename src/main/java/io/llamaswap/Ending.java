package io.llamaswap;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Whether the program has begun to end. Begins once and is never taken back.
 */
final class Ending {

	private final Sinks.Empty<Void> begun = Sinks.empty();

	private volatile boolean isBegun;

	/**
	 * Begins the end; later calls do nothing.
	 */
	void begin() {
		this.isBegun = true;
		this.begun.tryEmitEmpty();
	}

	boolean hasBegun() {
		return this.isBegun;
	}

	/**
	 * Completes when the end begins, at once if it has.
	 * @return a signal for any number of subscribers
	 */
	Mono<Void> signal() {
		return this.begun.asMono();
	}

}
