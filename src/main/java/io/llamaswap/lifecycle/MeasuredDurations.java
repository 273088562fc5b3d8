package io.llamaswap.lifecycle;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How long a model took to start and to stop before: the middle of the last few times. An
 * expectation to be shown, never a promise.
 *
 * @param start from the launch until it was ready, or {@code null} if it was never
 * measured
 * @param stop from the wish until nothing was left, or {@code null} likewise
 */
public record MeasuredDurations(@Nullable Duration start, @Nullable Duration stop) {

	/** Nothing was measured yet. */
	public static final MeasuredDurations NONE = new MeasuredDurations(null, null);

}
