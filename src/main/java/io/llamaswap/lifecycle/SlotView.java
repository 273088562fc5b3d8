package io.llamaswap.lifecycle;

import java.time.Instant;
import java.util.Objects;

import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import org.jspecify.annotations.Nullable;

/**
 * What the scheduler knows of one model, to be shown.
 *
 * @param id the real id
 * @param state where it is in its life
 * @param since when it entered that state
 * @param inFlight open leases of this life
 * @param waiting requests that wait for it
 * @param lastFailure its last failure, or {@code null}
 * @param failed whether it is down because of that failure
 * @param retryAt while backing off: when it may be tried again, else {@code null}
 */
record SlotView(ModelId id, ModelState state, Instant since, int inFlight, int waiting,
		@Nullable ModelFailure lastFailure, boolean failed, @Nullable Instant retryAt) {

	/**
	 * Tells whether two views differ in nothing but their requests.
	 * @param other a view of the same model
	 * @return {@code false} if the model has changed
	 */
	boolean isLike(SlotView other) {
		return this.state == other.state && this.since.equals(other.since) && this.failed == other.failed
				&& Objects.equals(this.lastFailure, other.lastFailure) && Objects.equals(this.retryAt, other.retryAt);
	}

}
