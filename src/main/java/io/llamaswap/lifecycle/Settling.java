package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

import io.llamaswap.model.ModelFailure;

/**
 * Memory of a device may come back a moment after the process that held it has gone. A
 * start that failed for want of memory soon after an end is therefore tried once more,
 * after a pause, before anybody is told. Whatever else failed is told at once.
 */
final class Settling {

	/** How long the memory is given to come back. */
	static final Duration PAUSE = Duration.ofSeconds(2);

	/** A start that began so soon after an end may have met its memory. */
	static final Duration RECENT = Duration.ofSeconds(10);

	private static final Pattern NO_MEMORY = Pattern.compile(
			"out ?of ?(device |host )?memory|(unable|failed) to allocate|cudamalloc|not enough memory"
					+ "|insufficient memory|no available memory|free memory on device|bad_alloc",
			Pattern.CASE_INSENSITIVE);

	private Instant lastEnd = Instant.MIN;

	void ended(Instant now) {
		this.lastEnd = now;
	}

	/**
	 * Tells whether another try may help.
	 * @param slot the model that failed, as it was while it started
	 * @param failure how it failed
	 * @return {@code true} at most once until it was ready or failed for good
	 */
	boolean mayHelp(Slot slot, ModelFailure failure) {
		return !slot.failures().wasTriedAgain() && failure.kind() == ModelFailure.Kind.EXITED_WHILE_LOADING
				&& slot.since().minus(RECENT).isBefore(this.lastEnd)
				&& failure.lastLines().stream().anyMatch((line) -> NO_MEMORY.matcher(line).find());
	}

}
