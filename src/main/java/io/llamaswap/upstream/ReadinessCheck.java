package io.llamaswap.upstream;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Asks a model server again and again until it is healthy. Every millisecond between "it
 * could answer" and "we noticed" is paid by a user at every swap, so the first question
 * comes at once and the pauses stay near a hundredth of the time waited so far.
 */
final class ReadinessCheck {

	private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);

	private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

	private static final int PAUSE_DIVISOR = 100;

	private static final Duration SHORTEST_LIMIT = Duration.ofSeconds(1);

	private static final Duration LONGEST_LIMIT = Duration.ofSeconds(5);

	private final HealthProbe probe;

	private final Scheduler scheduler;

	private volatile String lastAnswer = "nothing yet";

	ReadinessCheck(HealthProbe probe, Scheduler scheduler) {
		this.probe = probe;
		this.scheduler = scheduler;
	}

	/**
	 * Asks until the server is healthy. Never ends otherwise: the deadline is the
	 * caller's.
	 * @return completes when the server is healthy
	 */
	Mono<Void> untilHealthy() {
		return Mono.defer(() -> {
			long begin = millis();
			return Mono.defer(() -> once(begin))
				.repeatWhenEmpty(Integer.MAX_VALUE,
						(rounds) -> rounds.concatMap((round) -> Mono.delay(pauseAfter(begin), this.scheduler)))
				.then();
		});
	}

	/**
	 * Returns what came back last.
	 * @return a few words for a person
	 */
	String lastAnswer() {
		return this.lastAnswer;
	}

	private Mono<HealthProbe.Answer> once(long begin) {
		return Mono.defer(() -> this.probe.ask(limitAfter(begin)))
			.onErrorResume((error) -> Mono.just(new HealthProbe.Answer(false, error.getClass().getSimpleName())))
			.doOnNext((answer) -> this.lastAnswer = answer.description())
			.filter(HealthProbe.Answer::healthy);
	}

	private Duration pauseAfter(long begin) {
		return clamp(Duration.ofMillis((millis() - begin) / PAUSE_DIVISOR), SHORTEST_PAUSE, LONGEST_PAUSE);
	}

	// Early questions give up soon, because a server may drop a connection that it
	// accepted before it was up; later ones bear with a machine that is busy loading.
	private Duration limitAfter(long begin) {
		return clamp(Duration.ofMillis(millis() - begin), SHORTEST_LIMIT, LONGEST_LIMIT);
	}

	private long millis() {
		return this.scheduler.now(TimeUnit.MILLISECONDS);
	}

	private static Duration clamp(Duration value, Duration least, Duration most) {
		if (value.compareTo(least) < 0) {
			return least;
		}
		return (value.compareTo(most) > 0) ? most : value;
	}

}
