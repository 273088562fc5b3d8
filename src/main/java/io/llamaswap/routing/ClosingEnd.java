package io.llamaswap.routing;

import java.time.Duration;

import io.llamaswap.lifecycle.Lease;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The end of an answer that has no other end than that of its connection. The death of a
 * server closes its connections too, a moment before it is known. So such an answer is
 * whole only if its server is still there: because it answers its check, which no dead
 * one does, or, where that tells nothing, because its exit is not known a while later.
 */
final class ClosingEnd {

	/** How long an exit may stay unknown on a busy machine. */
	static final Duration PATIENCE = Duration.ofMillis(250);

	private static final int LOOKS = 10;

	private ClosingEnd() {
	}

	/**
	 * Finds out.
	 * @param lease the lease of the answer, which no swap ends meanwhile
	 * @return {@code true} if the answer is whole, on any thread; {@code false} if its
	 * server is going or gone
	 */
	static Mono<Boolean> isWhole(Lease lease) {
		return Flux.interval(Duration.ZERO, PATIENCE.dividedBy(LOOKS))
			.take(LOOKS + 1)
			.takeUntil((look) -> lease.isOver())
			.takeUntilOther(lease.livesOn(PATIENCE).filter((alive) -> alive).concatWith(Mono.never()))
			.then(Mono.fromSupplier(() -> !lease.isOver()));
	}

}
