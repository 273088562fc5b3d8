package io.llamaswap.lifecycle;

import java.time.Duration;

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
	 * The kinds of refusal.
	 */
	public enum Reason {

		/** No model of that id. */
		UNKNOWN_MODEL,

		/** Too many requests wait for this model already. */
		QUEUE_FULL,

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
