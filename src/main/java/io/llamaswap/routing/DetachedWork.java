package io.llamaswap.routing;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Lets work go on to its end although nobody waits for it any more.
 */
final class DetachedWork {

	private DetachedWork() {
	}

	/**
	 * Detaches work from whoever waits for it.
	 * @param work the work
	 * @param goesOn asked when the waiting is cancelled: {@code false} ends the work too
	 * @return the outcome of the work
	 */
	static Mono<Void> of(Mono<Void> work, BooleanSupplier goesOn) {
		return Mono.create((sink) -> {
			AtomicBoolean left = new AtomicBoolean();
			Disposable running = work.subscribe(null, (error) -> {
				if (!left.get()) {
					sink.error(error);
				}
			}, sink::success);
			sink.onCancel(() -> {
				left.set(true);
				if (!goesOn.getAsBoolean()) {
					running.dispose();
				}
			});
		});
	}

}
