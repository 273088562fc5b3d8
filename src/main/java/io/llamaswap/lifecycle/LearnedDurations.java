package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;

import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.model.ModelId;
import io.llamaswap.upstream.UpstreamEvent;

/**
 * Measures how long models take to start and to stop. Only starts that came through and
 * stops that were asked for count: a crash says nothing about the next load. What was
 * measured holds for as long as the model is launched in the same way. Told by the loop,
 * read by any thread.
 */
final class LearnedDurations {

	private final ConcurrentMap<ModelId, DurationSamples> samples = new ConcurrentHashMap<>();

	private final Map<ModelId, Instant> begun = new HashMap<>();

	/** How the last life of each was launched. */
	private final Map<ModelId, Integer> lives = new HashMap<>();

	/** How the next life of each is launched. */
	private volatile Map<ModelId, Integer> launches = Map.of();

	private final DurationStore store;

	LearnedDurations(DurationStore store) {
		this.store = store;
		this.samples.putAll(store.load());
	}

	/**
	 * Goes by another configuration.
	 * @param models those that are started as it says from now on
	 */
	void configured(Map<ModelId, ModelConfiguration> models) {
		this.launches = models.entrySet()
			.stream()
			.collect(Collectors.toUnmodifiableMap(Map.Entry::getKey,
					(model) -> model.getValue().launch().fingerprint()));
	}

	/**
	 * Returns what is known of a model as it is launched now. Any thread.
	 * @param model the real id
	 * @return its durations, {@link MeasuredDurations#NONE} at first
	 */
	MeasuredDurations of(ModelId model) {
		DurationSamples known = this.samples.get(model);
		return (known != null && known.launch() == this.launches.getOrDefault(model, known.launch())) ? known.measured()
				: MeasuredDurations.NONE;
	}

	/**
	 * Begins to measure a start.
	 * @param model the real id
	 * @param now when it was asked for
	 */
	void starting(ModelId model, Instant now) {
		this.lives.put(model, this.launches.getOrDefault(model, 0));
		this.begun.put(model, now);
	}

	/**
	 * Begins to measure a stop.
	 * @param model the real id
	 * @param now when it was asked for
	 */
	void stopping(ModelId model, Instant now) {
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
		DurationSamples before = learned(event.model(), this.lives.getOrDefault(event.model(), 0));
		if (event instanceof UpstreamEvent.Ready) {
			learn(event.model(), before.withStart(took));
		}
		else if (event instanceof UpstreamEvent.Stopped) {
			learn(event.model(), before.withStop(took));
		}
	}

	private DurationSamples learned(ModelId model, int launch) {
		DurationSamples known = this.samples.get(model);
		return (known != null && known.launch() == launch) ? known : DurationSamples.none(launch);
	}

	private void learn(ModelId model, DurationSamples learned) {
		this.samples.put(model, learned);
		this.store.save(this.samples);
	}

}
