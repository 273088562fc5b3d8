package io.llamaswap.routing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;

import io.llamaswap.lifecycle.LeaseRequest;
import io.llamaswap.lifecycle.ModelLifecycleService;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.lifecycle.OutlookWords;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import reactor.core.publisher.Mono;

/**
 * Comments of an event stream: proxies and clients stay awake, and nothing is added to
 * the answer.
 */
final class CommentWords implements FeedbackWords {

	private final ModelLifecycleService lifecycle;

	private final LeaseRequest request;

	private final Predicate<String> mayKnow;

	private final InstantSource clock;

	/**
	 * Speaks to one client.
	 * @param lifecycle knows what is waited for
	 * @param request what was given to it for this client
	 * @param mayKnow which other models may be named
	 * @param clock by which the models live
	 */
	CommentWords(ModelLifecycleService lifecycle, LeaseRequest request, Predicate<String> mayKnow,
			InstantSource clock) {
		this.lifecycle = lifecycle;
		this.request = request;
		this.mayKnow = mayKnow;
		this.clock = clock;
	}

	@Override
	public Mono<String> next(Duration waited) {
		Optional<ModelStatus> now = this.lifecycle.status(this.request.model());
		ModelState state = now.map(ModelStatus::state).orElse(ModelState.STOPPED);
		if (state == ModelState.STARTING) {
			return Mono.just(": loading " + name(this.request.model()) + ", " + seconds(now.map(ModelStatus::since))
					+ " s" + estimate() + "\n\n");
		}
		String otherwise = (state == ModelState.READY) ? "waiting for the answer" : "waiting for room";
		return this.lifecycle.outlook(this.request)
			.map((plan) -> new OutlookWords(plan, this::name).all())
			.defaultIfEmpty(otherwise)
			.map((words) -> ": " + words + ", " + waited.toSeconds() + " s so far\n\n");
	}

	// Others' models are not told to everybody, and no name may end the line.
	private String name(ModelId model) {
		boolean open = model.equals(this.request.model()) || this.mayKnow.test(model.value());
		return open ? AnswerHeaders.plain(model.value()) : "another model";
	}

	private long seconds(Optional<Instant> since) {
		Instant now = this.clock.instant();
		return Math.max(0, Duration.between(since.orElse(now), now).toSeconds());
	}

	private String estimate() {
		Duration start = this.lifecycle.measured(this.request.model()).start();
		return (start != null) ? " of about " + Math.max(1, start.toSeconds()) + " s" : "";
	}

	@Override
	public String last(Duration waited) {
		return "";
	}

}
