package io.llamaswap.lifecycle;

import java.time.Instant;
import java.util.Locale;

import io.llamaswap.model.ModelId;

/**
 * Something that the scheduler decided, with its reason in words that may be shown to any
 * caller.
 *
 * @param at when
 * @param kind what
 * @param model the real id of the model that it is about
 * @param reason why, without a final full stop
 * @param times how many refusals of this model in a row it stands for, {@code 1} for
 * everything else
 */
public record SwapDecision(Instant at, Kind kind, ModelId model, String reason, int times) {

	/**
	 * Makes one that stands for itself.
	 * @param at when
	 * @param kind what
	 * @param model the real id of the model that it is about
	 * @param reason why
	 */
	public SwapDecision(Instant at, Kind kind, ModelId model, String reason) {
		this(at, kind, model, reason, 1);
	}

	SwapDecision times(int count) {
		return new SwapDecision(this.at, this.kind, this.model, this.reason, count);
	}

	boolean repeats(SwapDecision other) {
		return this.kind == Kind.REFUSE && other.kind == Kind.REFUSE && this.model.equals(other.model);
	}

	/**
	 * The kinds of decisions.
	 */
	public enum Kind {

		/** The model is loaded. */
		START,

		/** The model is stopped. */
		STOP,

		/** A request for the model is refused. */
		REFUSE;

		/**
		 * Returns the word for it in logs and events.
		 * @return a lower-case word
		 */
		public String word() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
