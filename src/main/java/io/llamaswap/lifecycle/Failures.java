package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.Instant;

import io.llamaswap.model.ModelFailure;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong with one model, and when it may be started again. Used by the
 * scheduler's thread only.
 */
final class Failures {

	private int inRow;

	private @Nullable ModelFailure last;

	private boolean endedLastLife;

	private @Nullable Instant retryAt;

	/** When it is started again after a failure that nobody was told. */
	private @Nullable Instant tryAgainAt;

	void started() {
		this.endedLastLife = false;
	}

	void ready() {
		this.inRow = 0;
		this.retryAt = null;
		this.tryAgainAt = null;
	}

	void died(ModelFailure failure) {
		this.last = failure;
		this.endedLastLife = true;
	}

	/**
	 * Notes a start that failed.
	 * @param failure what happened
	 * @param backOff how long it is left alone after that
	 * @param now the present
	 */
	void startFailed(ModelFailure failure, BackOff backOff, Instant now) {
		died(failure);
		this.tryAgainAt = null;
		this.inRow++;
		Duration delay = backOff.after(this.inRow);
		this.retryAt = delay.isZero() ? null : now.plus(delay);
	}

	void forgive() {
		this.endedLastLife = false;
		this.inRow = 0;
		this.retryAt = null;
	}

	void tryAgainAt(Instant when) {
		this.tryAgainAt = when;
	}

	boolean wasTriedAgain() {
		return this.tryAgainAt != null;
	}

	/**
	 * Forgets the delay if it is over.
	 * @param now the present
	 * @return whether it was there and is over
	 */
	boolean endBackOff(Instant now) {
		boolean over = this.retryAt != null && !this.retryAt.isAfter(now);
		if (over) {
			this.retryAt = null;
		}
		return over;
	}

	/**
	 * Tells until when this model is left alone after failures.
	 * @param now the present
	 * @return the moment, or {@code null} if it may be started
	 */
	@Nullable Instant backingOffUntil(Instant now) {
		return (this.retryAt != null && this.retryAt.isAfter(now)) ? this.retryAt : null;
	}

	/**
	 * Tells until when it rests before it is tried again.
	 * @param now the present
	 * @return the moment, or {@code null} if it may be started
	 */
	@Nullable Instant restsUntil(Instant now) {
		return (this.tryAgainAt != null && this.tryAgainAt.isAfter(now)) ? this.tryAgainAt : null;
	}

	/**
	 * Returns the last failure, however long ago.
	 * @return the failure, or {@code null} if there was none
	 */
	@Nullable ModelFailure last() {
		return this.last;
	}

	/**
	 * Tells whether the last failure ended the last life, and nobody has started another
	 * since.
	 * @return {@code true} if so
	 */
	boolean endedLastLife() {
		return this.endedLastLife;
	}

	int inRow() {
		return this.inRow;
	}

}
