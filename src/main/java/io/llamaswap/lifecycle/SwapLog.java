package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.Instant;

import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import io.llamaswap.upstream.UpstreamEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator in one line each what the scheduler decided and what became of it.
 */
final class SwapLog {

	private static final Logger logger = LoggerFactory.getLogger(SwapLog.class);

	void starting(SwapEffect.StartModel start) {
		logger.info("model {}: loading ({})", start.model(), start.why());
	}

	void stopping(SwapEffect.StopModel stop) {
		logger.info("model {}: stopping ({}), {} s of grace", stop.model(), stop.why(), stop.grace().toSeconds());
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
