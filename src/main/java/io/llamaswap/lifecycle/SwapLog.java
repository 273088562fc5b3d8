package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import io.llamaswap.upstream.UpstreamEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Tells the operator in one line each what the scheduler decided and what became of it.
 */
final class SwapLog {

	private static final Logger logger = LoggerFactory.getLogger(SwapLog.class);

	private final Sinks.Many<SwapDecision> decisions = Sinks.many().multicast().directBestEffort();

	private final DecisionHistory history = new DecisionHistory();

	private final DecisionPace pace;

	SwapLog(Scheduler timer) {
		this.pace = new DecisionPace(timer, this::tell, this::sumUp);
	}

	/**
	 * Returns what is decided from now on. Slow followers lose decisions.
	 * @return a stream without an end
	 */
	Flux<SwapDecision> decisions() {
		return this.decisions.asFlux();
	}

	/**
	 * Returns what was decided last. Any thread.
	 * @return at most {@value DecisionHistory#MOST} decisions, newest first
	 */
	List<SwapDecision> lastDecisions() {
		return this.history.newestFirst();
	}

	/**
	 * Takes notice of a decision.
	 * @param decision made just now
	 */
	void decided(SwapDecision decision) {
		this.history.add(decision);
		this.pace.decided(decision);
	}

	private void tell(SwapDecision decision) {
		publish(decision);
		line(decision).log("model {}: {} ({})", decision.model(), decision.kind().words(), decision.reason());
	}

	// In the past: what somebody waited for may have come since.
	private void sumUp(SwapDecision last) {
		publish(last);
		line(last).log("model {}: {} more within {} s: {} (the last: {})", last.model(), last.times(),
				DecisionPace.WINDOW.toSeconds(), last.kind().words(), last.reason());
	}

	private void publish(SwapDecision decision) {
		if (this.decisions.currentSubscriberCount() > 0) {
			this.decisions.tryEmitNext(decision);
		}
	}

	private static LoggingEventBuilder line(SwapDecision decision) {
		return logger.atInfo()
			.addKeyValue("decision", decision.kind().word())
			.addKeyValue("model", decision.model())
			.addKeyValue("reason", decision.reason())
			.addKeyValue("times", decision.times())
			.addKeyValue("at", decision.at());
	}

	void happened(UpstreamEvent event, @Nullable SlotView before, Instant now) {
		String took = (before != null) ? seconds(Duration.between(before.since(), now)) : "?";
		if (event instanceof UpstreamEvent.Ready) {
			logger.info("model {}: ready after {} s", event.model(), took);
		}
		else if (event instanceof UpstreamEvent.Failed failed) {
			failed("could not be loaded", failed.model(), failed.failure());
		}
		else if (event instanceof UpstreamEvent.Exited exited) {
			failed("ended by itself", exited.model(), exited.failure());
		}
		else if (event instanceof UpstreamEvent.Stuck stuck) {
			logger.error("model {}: does not end: {}", stuck.model(), stuck.reason());
		}
		else if (event instanceof UpstreamEvent.Stopped) {
			logger.info("model {}: stopped after {} s", event.model(), took);
		}
	}

	private void failed(String what, ModelId model, ModelFailure failure) {
		logger.warn("model {}: {}: {}", model, what, failure.reason());
		failure.lastLines().forEach((line) -> logger.warn("model {}: | {}", model, line));
	}

	private static String seconds(Duration duration) {
		long hundredths = duration.toMillis() / 10;
		return hundredths / 100 + "." + ((hundredths % 100 < 10) ? "0" : "") + hundredths % 100;
	}

}
