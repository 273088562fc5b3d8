package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.llamaswap.model.ModelId;
import io.llamaswap.upstream.UpstreamEvent;

/**
 * Measures how long models take to start and to stop. Only starts that came through and
 * stops that were asked for count: a crash says nothing about the next load. Told by the
 * loop, read by any thread.
 */
final class LearnedDurations {

	private final ConcurrentMap<ModelId, DurationSamples> samples = new ConcurrentHashMap<>();

	private final Map<ModelId, Instant> begun = new HashMap<>();

	private final DurationStore store;

	LearnedDurations(DurationStore store) {
		this.store = store;
		this.samples.putAll(store.load());
	}

	/**
	 * Returns what is known of a model. Any thread.
	 * @param model the real id
	 * @return its durations, {@link MeasuredDurations#NONE} at first
	 */
	MeasuredDurations of(ModelId model) {
		return this.samples.getOrDefault(model, DurationSamples.NONE).measured();
	}

	/**
	 * Begins to measure a start or a stop.
	 * @param model the real id
	 * @param now when it was asked for
	 */
	void begun(ModelId model, Instant now) {
		this.begun.put(model, now);
	}

	void happened(UpstreamEvent event, Instant now) {
		if (event instanceof UpstreamEvent.Stuck) {
			return;
		}
		Instant begin = this.begun.remove(event.model());
		if (begin == null) {
			return;
		}
		Duration took = Duration.between(begin, now);
		DurationSamples before = this.samples.getOrDefault(event.model(), DurationSamples.NONE);
		if (event instanceof UpstreamEvent.Ready) {
			learn(event.model(), before.withStart(took));
		}
		else if (event instanceof UpstreamEvent.Stopped) {
			learn(event.model(), before.withStop(took));
		}
	}

	private void learn(ModelId model, DurationSamples learned) {
		this.samples.put(model, learned);
		this.store.save(this.samples);
	}

}
