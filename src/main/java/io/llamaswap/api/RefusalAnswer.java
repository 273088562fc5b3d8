package io.llamaswap.api;

import java.util.List;

import io.llamaswap.error.ApiError;
import io.llamaswap.lifecycle.Refusal;
import io.llamaswap.model.ModelFailure;

/**
 * Tells a refusal as an error.
 */
final class RefusalAnswer {

	private RefusalAnswer() {
	}

	/**
	 * Finds the error that says what a refusal means.
	 * @param refusal why there is no lease
	 * @return the error
	 */
	static ApiError of(Refusal refusal) {
		ModelFailure failure = refusal.failure();
		List<String> lastLines = (failure != null) ? failure.lastLines() : List.of();
		return error(refusal).withRetryAfter(refusal.retryAfter()).withLastLines(lastLines);
	}

	private static ApiError error(Refusal refusal) {
		ModelFailure failure = refusal.failure();
		return switch (refusal.reason()) {
			case UNKNOWN_MODEL -> ApiError.of(404, refusal.message());
			case QUEUE_FULL -> ApiError.of(429, refusal.message());
			case START_FAILED -> (failure != null && failure.kind() == ModelFailure.Kind.NOT_READY_IN_TIME)
					? ApiError.notReadyInTime(refusal.message()) : ApiError.startFailed(refusal.message());
			case BACKING_OFF, UNLOADED, STUCK, SHUTTING_DOWN -> ApiError.unavailable(refusal.message());
		};
	}

}
