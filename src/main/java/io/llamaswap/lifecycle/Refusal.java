package io.llamaswap.lifecycle;

import java.time.Duration;
import java.util.List;

import io.llamaswap.error.ApiError;
import io.llamaswap.model.ModelFailure;
import org.jspecify.annotations.Nullable;

/**
 * Why a request got no lease, in words that may be shown to any caller.
 *
 * @param reason the kind
 * @param message one sentence for a person, without a final full stop
 * @param retryAfter when another try makes sense, or {@code null} if waiting does not
 * help
 * @param failure the failure behind it, or {@code null}
 */
public record Refusal(Reason reason, String message, @Nullable Duration retryAfter, @Nullable ModelFailure failure) {

	/**
	 * Finds the error that a caller is told.
	 * @return status, message, last lines of the model server and when to try again
	 */
	public ApiError error() {
		List<String> lastLines = (this.failure != null) ? this.failure.lastLines() : List.of();
		ApiError error = byReason();
		Duration delay = (this.retryAfter != null) ? this.retryAfter : error.retryAfter();
		return error.withRetryAfter(delay).withLastLines(lastLines);
	}

	private ApiError byReason() {
		return switch (this.reason) {
			case UNKNOWN_MODEL -> ApiError.of(404, this.message);
			case NOT_LOADED -> ApiError.notLoaded(this.message);
			case QUEUE_FULL -> ApiError.concurrencyLimit();
			case START_FAILED -> (this.failure != null && this.failure.kind() == ModelFailure.Kind.NOT_READY_IN_TIME)
					? ApiError.notReadyInTime(this.message) : ApiError.startFailed(this.message);
			case OVERLOADED, BACKING_OFF, UNLOADED, STUCK, SHUTTING_DOWN -> ApiError.unavailable(this.message);
		};
	}

	/**
	 * The kinds of refusal.
	 */
	public enum Reason {

		/** No model of that id. */
		UNKNOWN_MODEL,

		/** The model is not ready, and this request may not load it. */
		NOT_LOADED,

		/** Too many requests wait for this model, or of this caller, already. */
		QUEUE_FULL,

		/** Too many requests wait for all models together. */
		OVERLOADED,

		/** The model failed several times in a row and is left alone for a while. */
		BACKING_OFF,

		/** The start that this request waited for failed. */
		START_FAILED,

		/** Somebody unloaded the model while this request waited for it. */
		UNLOADED,

		/** A model whose room is needed does not go away although it was killed. */
		STUCK,

		/** The program is ending. */
		SHUTTING_DOWN

	}

}
