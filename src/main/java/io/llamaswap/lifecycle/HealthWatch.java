package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import io.llamaswap.upstream.Upstream;
import io.llamaswap.upstream.UpstreamEvent;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * Looks now and then whether a model that is ready and serves nobody still answers its
 * check. One miss is no illness: a server may be collecting garbage. A model that serves
 * is never asked, as a busy one may answer late and is no worse for it.
 */
final class HealthWatch {

	/** So many misses in a row, and the model is given up. */
	static final int MISSES = 3;

	/** The longest that one answer may take, however far apart the looks are. */
	static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);

	private final Scheduler timer;

	private final InstantSource clock;

	private final Predicate<ModelId> idle;

	private final Consumer<SwapEvent> listener;

	private final Map<ModelId, Disposable> watches = new HashMap<>();

	HealthWatch(Scheduler timer, InstantSource clock, Predicate<ModelId> idle, Consumer<SwapEvent> listener) {
		this.timer = timer;
		this.clock = clock;
		this.idle = idle;
		this.listener = listener;
	}

	/**
	 * Begins or ends to look, as what happened to a model wants it. Not thread-safe.
	 * @param event what happened
	 * @param upstreams finds the server of a model that is ready
	 * @param interval how often to look, or zero for never
	 */
	void happened(UpstreamEvent event, Function<ModelId, Upstream> upstreams, Duration interval) {
		Disposable before = this.watches.remove(event.model());
		if (before != null) {
			before.dispose();
		}
		if (event instanceof UpstreamEvent.Ready ready && !interval.isZero()) {
			this.watches.put(event.model(),
					watch(upstreams.apply(event.model()), ready.endpoint().incarnation(), interval));
		}
	}

	/**
	 * Begins to look at one life.
	 * @param upstream whose life
	 * @param incarnation which life
	 * @param interval how often, more than zero; an answer may take as long, and ten
	 * seconds at most
	 * @return ends it; to be called when the life is over
	 */
	Disposable watch(Upstream upstream, long incarnation, Duration interval) {
		Duration limit = (interval.compareTo(LONGEST_ANSWER) < 0) ? interval : LONGEST_ANSWER;
		Watched watched = new Watched(upstream, incarnation, limit);
		return this.timer.schedulePeriodically(watched::look, interval.toMillis(), interval.toMillis(),
				TimeUnit.MILLISECONDS);
	}

	/**
	 * One life under observation.
	 */
	private final class Watched {

		private final Upstream upstream;

		private final long incarnation;

		private final Duration limit;

		/** Written by one look at a time. */
		private volatile int misses;

		/** An answer may come in the instant of the next look. */
		private volatile boolean asking;

		Watched(Upstream upstream, long incarnation, Duration limit) {
			this.upstream = upstream;
			this.incarnation = incarnation;
			this.limit = limit;
		}

		private void look() {
			if (!HealthWatch.this.idle.test(this.upstream.id())) {
				this.misses = 0;
				return;
			}
			if (this.asking) {
				return;
			}
			this.asking = true;
			this.upstream.check(this.limit)
				.defaultIfEmpty("")
				.subscribe(this::answered, (error) -> answered(error.toString()));
		}

		private void answered(String complaint) {
			this.asking = false;
			if (complaint.isEmpty()) {
				this.misses = 0;
				return;
			}
			int soFar = this.misses + 1;
			this.misses = soFar;
			if (soFar >= MISSES) {
				ModelFailure failure = new ModelFailure(ModelFailure.Kind.NOT_ANSWERING,
						"it did not answer " + MISSES + " health checks in a row, last: " + complaint, null, List.of(),
						HealthWatch.this.clock.instant());
				HealthWatch.this.listener
					.accept(new SwapEvent.CheckFailed(this.upstream.id(), this.incarnation, failure));
			}
		}

	}

}
