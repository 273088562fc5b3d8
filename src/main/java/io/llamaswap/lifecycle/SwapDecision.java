package io.llamaswap.lifecycle;

import java.time.Instant;

import io.llamaswap.model.ModelId;

/**
 * Something that the scheduler decided, with its reason in words that may be shown to any
 * caller.
 *
 * @param at when
 * @param kind what
 * @param model the real id of the model that it is about
 * @param reason why, without a final full stop
 */
public record SwapDecision(Instant at, Kind kind, ModelId model, String reason) {

	/**
	 * The kinds of decisions.
	 */
	public enum Kind {

		/** The model is loaded. */
		START,

		/** The model is stopped. */
		STOP,

		/** A request for the model is refused. */
		REFUSE

	}

}
