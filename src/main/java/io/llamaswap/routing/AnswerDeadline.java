package io.llamaswap.routing;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import io.llamaswap.directory.Recipient;
import io.llamaswap.error.ApiError;
import io.netty.channel.EventLoop;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * How long the headers of an answer may take ({@code timeouts.responseHeader}), and all
 * of it ({@code timeouts.total}). Both may take as long as they like where nothing is
 * said, and so may a tunnel once it stands: it is no answer that is ever complete.
 */
final class AnswerDeadline {

	private final Duration limit;

	private final Duration total;

	private final String name;

	private final EventLoop loop;

	private volatile boolean met;

	private volatile boolean lifted;

	AnswerDeadline(Recipient recipient, EventLoop loop) {
		this.limit = recipient.timeouts().responseHeader();
		this.total = recipient.timeouts().total();
		this.name = recipient.fullName();
		this.loop = loop;
	}

	/**
	 * Tells that the headers have come.
	 */
	void met() {
		this.met = true;
	}

	/**
	 * Tells that there is nothing to wait for any more.
	 */
	void lift() {
		this.met = true;
		this.lifted = true;
	}

	/**
	 * Puts an exchange under the deadline.
	 * @param exchange the exchange
	 * @return the exchange, which is cancelled and ends with
	 * {@link RequestRefusedException} if it is late
	 */
	Mono<Void> over(Mono<Void> exchange) {
		Mono<Void> begun = this.limit.isZero() ? exchange
				: Mono.firstWithSignal(exchange, late(this.limit, "sent no answer", () -> this.met));
		return this.total.isZero() ? begun
				: Mono.firstWithSignal(begun, late(this.total, "did not complete its answer", () -> this.lifted));
	}

	private Mono<Void> late(Duration after, String what, BooleanSupplier excused) {
		return Mono.delay(after)
			.publishOn(Schedulers.fromExecutor(this.loop))
			.then(Mono.defer(() -> excused.getAsBoolean() ? Mono.never() : Mono.error(new RequestRefusedException(
					ApiError.of(504, "model \"" + this.name + "\" " + what + " within " + after.toSeconds() + " s")))));
	}

}
