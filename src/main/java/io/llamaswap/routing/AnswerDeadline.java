package io.llamaswap.routing;

import java.time.Duration;

import io.llamaswap.directory.Recipient;
import io.llamaswap.error.ApiError;
import io.netty.channel.EventLoop;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * How long the headers of an answer may take ({@code timeouts.responseHeader}). What
 * comes behind them may take as long as it likes.
 */
final class AnswerDeadline {

	private final Duration limit;

	private final String name;

	private final EventLoop loop;

	private volatile boolean met;

	AnswerDeadline(Recipient recipient, EventLoop loop) {
		this.limit = recipient.timeouts().responseHeader();
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
	 * Puts an exchange under the deadline.
	 * @param exchange the exchange
	 * @return the exchange, which is cancelled and ends with
	 * {@link RequestRefusedException} if it is late
	 */
	Mono<Void> over(Mono<Void> exchange) {
		if (this.limit.isZero()) {
			return exchange;
		}
		Mono<Void> late = Mono.delay(this.limit)
			.publishOn(Schedulers.fromExecutor(this.loop))
			.flatMap((tick) -> this.met ? Mono.never() : Mono.error(tooLate()));
		return Mono.firstWithSignal(exchange, late);
	}

	private RequestRefusedException tooLate() {
		return new RequestRefusedException(
				ApiError.of(504, "model \"" + this.name + "\" sent no answer within " + this.limit.toSeconds() + " s"));
	}

}
