package io.llamaswap.routing;

import java.util.List;

import io.llamaswap.error.ApiError;
import io.llamaswap.lifecycle.Refusal;
import io.llamaswap.model.ModelFailure;

/**
 * Tells callers why the scheduler gave them no lease.
 */
final class Refusals {

	private Refusals() {
	}

	/**
	 * Translates a refusal.
	 * @param refusal why there is no lease
	 * @return the error to answer
	 */
	static ApiError errorOf(Refusal refusal) {
		ApiError error = switch (refusal.reason()) {
			case UNKNOWN_MODEL -> ApiError.unknownModel("", List.of());
			case QUEUE_FULL -> ApiError.concurrencyLimit();
			case START_FAILED -> startFailed(refusal);
			case BACKING_OFF, UNLOADED, STUCK, SHUTTING_DOWN -> ApiError.unavailable(refusal.message());
		};
		if (refusal.retryAfter() != null) {
			error = error.withRetryAfter(refusal.retryAfter());
		}
		ModelFailure failure = refusal.failure();
		return (failure != null) ? error.withLastLines(failure.lastLines()) : error;
	}

	private static ApiError startFailed(Refusal refusal) {
		ModelFailure failure = refusal.failure();
		boolean late = failure != null && failure.kind() == ModelFailure.Kind.NOT_READY_IN_TIME;
		return late ? ApiError.notReadyInTime(refusal.message()) : ApiError.startFailed(refusal.message());
	}

}
