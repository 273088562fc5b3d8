package io.llamaswap.lifecycle;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * Tells the first decision of its kind about a model at once, and sums up those that
 * follow within a time: a storm of refusals must fill neither the log nor the streams of
 * events. What processes are started and stopped for is always told, after what was
 * decided before it. Any thread; tells one at a time.
 */
final class DecisionPace {

	/** For so long the like of what was told is only counted. */
	static final Duration WINDOW = Duration.ofSeconds(10);

	/** So many kinds and models are told apart; what else there is is not told. */
	static final int MOST = 1000;

	private final Scheduler timer;

	private final Consumer<SwapDecision> teller;

	private final Consumer<SwapDecision> summary;

	/** What was only counted since its like was told. Guarded by this. */
	private final Map<Like, Held> held = new LinkedHashMap<>();

	/**
	 * Makes one.
	 * @param timer calls back at the end of a window
	 * @param teller tells what was decided just now
	 * @param summary tells the last of those that were only counted, which says itself
	 * when it was decided and for how many it stands
	 */
	DecisionPace(Scheduler timer, Consumer<SwapDecision> teller, Consumer<SwapDecision> summary) {
		this.timer = timer;
		this.teller = teller;
		this.summary = summary;
	}

	/**
	 * Takes notice of a decision.
	 * @param decision made just now
	 */
	synchronized void decided(SwapDecision decision) {
		if (!decision.kind().isFrequent()) {
			this.held.values().forEach(this::tell);
			this.teller.accept(decision);
			return;
		}
		Like like = new Like(decision.kind(), decision.model());
		Held before = this.held.get(like);
		if (before != null) {
			before.last = decision.times(before.count() + 1);
		}
		else if (this.held.size() < MOST) {
			open(like);
			this.teller.accept(decision);
		}
	}

	private void open(Like like) {
		this.held.put(like, new Held());
		this.timer.schedule(() -> close(like), WINDOW.toMillis(), TimeUnit.MILLISECONDS);
	}

	private synchronized void close(Like like) {
		Held ended = this.held.remove(like);
		if (ended != null && tell(ended)) {
			open(like);
		}
	}

	private boolean tell(Held some) {
		SwapDecision last = some.last;
		some.last = null;
		if (last != null) {
			this.summary.accept(last);
		}
		return last != null;
	}

	/**
	 * What is told together.
	 *
	 * @param kind what was decided
	 * @param model about whom
	 */
	private record Like(SwapDecision.Kind kind, ModelId model) {

	}

	private static final class Held {

		private @Nullable SwapDecision last;

		private int count() {
			return (this.last != null) ? this.last.times() : 0;
		}

	}

}
