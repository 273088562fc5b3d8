package io.llamaswap.lifecycle;

import java.time.Duration;

import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * The refusals of the scheduler and their words.
 */
final class Refusals {

	private static final Duration SOON = Duration.ofSeconds(1);

	private static final Duration LATER = Duration.ofSeconds(30);

	private Refusals() {
	}

	static Refusal unknownModel(ModelId model) {
		return new Refusal(Refusal.Reason.UNKNOWN_MODEL, "no model " + model, null, null);
	}

	static Refusal notLoaded(ModelId model) {
		return new Refusal(Refusal.Reason.NOT_LOADED, "model " + model + " is not loaded", null, null);
	}

	static Refusal removed(ModelId model) {
		return new Refusal(Refusal.Reason.UNKNOWN_MODEL,
				"model " + model + " was removed from the configuration while this request waited for it", null, null);
	}

	static Refusal queueFull(ModelId model, int limit) {
		return new Refusal(Refusal.Reason.QUEUE_FULL, limit + " requests are waiting for model " + model + " already",
				SOON, null);
	}

	static Refusal callerQueueFull(int limit) {
		return new Refusal(Refusal.Reason.QUEUE_FULL, limit + " requests of this caller are waiting already", SOON,
				null);
	}

	static Refusal everyQueueFull(int limit) {
		return new Refusal(Refusal.Reason.OVERLOADED, limit + " requests are waiting for models already", SOON, null);
	}

	static Refusal backingOff(Slot slot, Duration delay) {
		ModelFailure failure = slot.failures().last();
		String because = (failure != null) ? (": " + failure.reason()) : "";
		return new Refusal(Refusal.Reason.BACKING_OFF, "model " + slot.id()
				+ " failed several times in a row and is left alone for " + WholeSeconds.of(delay) + " s" + because,
				delay, failure);
	}

	static Refusal startFailed(ModelId model, ModelFailure failure, @Nullable Duration retryAfter) {
		return new Refusal(Refusal.Reason.START_FAILED, "model " + model + " could not be loaded: " + failure.reason(),
				(retryAfter != null) ? retryAfter : SOON, failure);
	}

	static Refusal unloaded(ModelId model) {
		return new Refusal(Refusal.Reason.UNLOADED, "model " + model + " was unloaded while this request waited for it",
				SOON, null);
	}

	static Refusal stuck(ModelId model, String reason) {
		return new Refusal(Refusal.Reason.STUCK, "model " + model + " does not end: " + reason, LATER, null);
	}

	static Refusal shuttingDown() {
		return new Refusal(Refusal.Reason.SHUTTING_DOWN, "the program is shutting down", SOON, null);
	}

}
