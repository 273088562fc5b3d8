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
 * @param times how many of its like in a row it stands for
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
		return this.kind.isFrequent() && this.kind == other.kind && this.model.equals(other.model);
	}

	/**
	 * The kinds of decisions.
	 */
	public enum Kind {

		/** The model is loaded. */
		START("loading", false),

		/** The model is stopped. */
		STOP("stopping", false),

		/** A request for the model is refused. */
		REFUSE("a request is refused", true),

		/** A request for the model waits. */
		WAIT("a request waits", true),

		/** A request for the model goes before one that waits for its room. */
		OVERTAKE("a request goes first", true),

		/** The model serves what it serves and takes nothing new: it is to end. */
		DRAIN("drains", true),

		/** A model that drained takes requests again. */
		KEEP("stays", true),

		/** A start that failed is tried once more before anybody is told. */
		RETRY("is tried again", true),

		/** The model is left alone for a while after failures. */
		BACKOFF("is left alone", true);

		private final String words;

		private final boolean frequent;

		Kind(String words, boolean frequent) {
			this.words = words;
			this.frequent = frequent;
		}

		/**
		 * Returns the word for it in logs and events.
		 * @return a lower-case word
		 */
		public String word() {
			return name().toLowerCase(Locale.ROOT);
		}

		/**
		 * Says what it is, after the name of the model.
		 * @return some words
		 */
		String words() {
			return this.words;
		}

		/**
		 * Tells whether clients can cause many of them, so that they have to be summed
		 * up.
		 * @return {@code false} for what a process is started or stopped for
		 */
		boolean isFrequent() {
			return this.frequent;
		}

	}

}
