package io.llamaswap.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The last few measurements of one model, launched in one way. The middle one counts: the
 * first load after a boot reads a cold disk, and one such outlier must not spoil every
 * estimate.
 *
 * @param launch the fingerprint of the launch, {@code 0} for one that nobody knows
 * @param starts how long starts took, oldest first
 * @param stops how long stops took, oldest first
 */
record DurationSamples(int launch, List<Duration> starts, List<Duration> stops) {

	/** How many are kept of each. */
	static final int KEPT = 5;

	/**
	 * Keeps the youngest.
	 */
	DurationSamples {
		starts = youngest(starts);
		stops = youngest(stops);
	}

	static DurationSamples none(int launch) {
		return new DurationSamples(launch, List.of(), List.of());
	}

	DurationSamples withStart(Duration took) {
		return new DurationSamples(this.launch, append(this.starts, took), this.stops);
	}

	DurationSamples withStop(Duration took) {
		return new DurationSamples(this.launch, this.starts, append(this.stops, took));
	}

	MeasuredDurations measured() {
		return new MeasuredDurations(middle(this.starts), middle(this.stops));
	}

	private static List<Duration> append(List<Duration> samples, Duration took) {
		List<Duration> longer = new ArrayList<>(samples);
		longer.add(took.isNegative() ? Duration.ZERO : took);
		return longer;
	}

	private static List<Duration> youngest(List<Duration> samples) {
		return List.copyOf(samples.subList(Math.max(0, samples.size() - KEPT), samples.size()));
	}

	private static @Nullable Duration middle(List<Duration> samples) {
		return samples.isEmpty() ? null : samples.stream().sorted().toList().get((samples.size() - 1) / 2);
	}

}
