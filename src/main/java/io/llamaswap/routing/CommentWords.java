package io.llamaswap.routing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

import io.llamaswap.lifecycle.ModelLifecycleService;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;

/**
 * Comments of an event stream: proxies and clients stay awake, and nothing is added to
 * the answer.
 */
final class CommentWords implements FeedbackWords {

	private final ModelLifecycleService lifecycle;

	private final ModelId model;

	private final InstantSource clock;

	CommentWords(ModelLifecycleService lifecycle, ModelId model, InstantSource clock) {
		this.lifecycle = lifecycle;
		this.model = model;
		this.clock = clock;
	}

	@Override
	public String next(Duration waited) {
		Optional<ModelStatus> now = this.lifecycle.statuses()
			.stream()
			.filter((status) -> status.id().equals(this.model))
			.findFirst();
		ModelState state = now.map(ModelStatus::state).orElse(ModelState.STOPPED);
		return switch (state) {
			case STARTING -> ": loading model, " + seconds(now.map(ModelStatus::since)) + " s" + estimate() + "\n\n";
			case READY -> ": waiting for the answer, " + waited.toSeconds() + " s\n\n";
			default -> ": waiting for room, " + waited.toSeconds() + " s\n\n";
		};
	}

	private long seconds(Optional<Instant> since) {
		Instant now = this.clock.instant();
		return Math.max(0, Duration.between(since.orElse(now), now).toSeconds());
	}

	private String estimate() {
		Duration start = this.lifecycle.measured(this.model).start();
		return (start != null) ? " of about " + Math.max(1, start.toSeconds()) + " s" : "";
	}

	@Override
	public String last(Duration waited) {
		return "";
	}

}
