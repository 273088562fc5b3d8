package io.llamaswap.lifecycle;

import java.time.Duration;
import java.util.List;

import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import org.jspecify.annotations.Nullable;

/**
 * What would happen if a model were asked for now, or what a request that waits has
 * before it. Nothing happens by asking.
 *
 * @param model the real id
 * @param state where the model is in its life
 * @param outcome what a request would meet first
 * @param reason the same in a sentence, without a final full stop
 * @param stops who would have to make room
 * @param waitsFor what comes before it: other requests, other models' loads, open streams
 * @param before how many requests for this model or its room come before it
 * @param expected how long it would wait by what was measured before, as far as that is
 * known, with the longest that answers may go on which are cut; {@code null} if nothing
 * of it is
 * @param missing what {@code expected} is without, in words: what was never measured, or
 * has no end that can be foreseen; empty if it is all of it
 */
public record SwapPlan(ModelId model, ModelState state, Outcome outcome, String reason, List<Stop> stops,
		List<Obstacle> waitsFor, int before, @Nullable Duration expected, List<String> missing) {

	/**
	 * Copies the lists.
	 */
	public SwapPlan {
		stops = List.copyOf(stops);
		waitsFor = List.copyOf(waitsFor);
		missing = List.copyOf(missing);
	}

	/**
	 * What a request would meet.
	 */
	public enum Outcome {

		/** It would be served at once. */
		SERVE,

		/** It would wait for a load that has begun. */
		JOIN,

		/** Its model would be loaded; nobody has to go. */
		LOAD,

		/** Others would be stopped, then its model would be loaded. */
		SWAP,

		/** It would wait for its turn. */
		QUEUE,

		/** It would be refused. */
		REFUSE

	}

	/**
	 * A model that would make room.
	 *
	 * @param model the real id
	 * @param state where it is in its life
	 * @param reason by which rule it has to go
	 * @param inFlight how many requests it serves; they are waited for
	 * @param expected how long its end takes by what was measured, or {@code null}
	 */
	public record Stop(ModelId model, ModelState state, String reason, int inFlight, @Nullable Duration expected) {

	}

	/**
	 * Something that comes before it.
	 *
	 * @param kind what it is
	 * @param model the model that it is about
	 * @param count how many requests, loads or seconds
	 * @param drainLimit for how long the model drains before it cuts them, or
	 * {@code null} if it does not
	 */
	public record Obstacle(Kind kind, ModelId model, long count, @Nullable Duration drainLimit) {

		/**
		 * Names one that ends by itself.
		 * @param kind what it is
		 * @param model the model that it is about
		 * @param count how many requests, loads or seconds
		 */
		public Obstacle(Kind kind, ModelId model, long count) {
			this(kind, model, count, null);
		}

		/**
		 * Says it in a few words.
		 * @return words that go on after "it waits for"
		 */
		public String words() {
			return what() + cut();
		}

		/**
		 * Says when it is cut.
		 * @return words with a comma before them, or {@code ""} if it is not
		 */
		String cut() {
			return (this.drainLimit != null) ? ", cut after draining for " + this.drainLimit.toSeconds() + " s" : "";
		}

		private String what() {
			String what = (this.count == 1) ? "1 request" : this.count + " requests";
			return switch (this.kind) {
				case ANSWERS -> what + " in flight on " + this.model;
				case UNLOADING -> "the requests in flight on " + this.model + ", which is being unloaded";
				case FULL -> "one of " + what + " in flight on " + this.model;
				case YIELDING -> "a model that waits for the room of " + this.model;
				case STAYING -> this.model + ", which stays for another " + this.count + " s";
				case LOADING -> this.model + ", which is being loaded for others";
				case OLDER ->
					what + " for " + this.model + ", which " + ((this.count == 1) ? "is" : "are") + " before it";
				case LAST_LIFE -> "the end of the last life of " + this.model;
				case OTHER_LOADS -> "another model's load, as only " + this.count + " may load at once";
			};
		}

		/**
		 * The kinds of obstacles.
		 */
		public enum Kind {

			/** A model that has to go serves so many requests. */
			ANSWERS,

			/** Its own model is being unloaded and serves the rest. */
			UNLOADING,

			/** Its own model serves as many requests as it may. */
			FULL,

			/** Its own model has to make room for somebody who waited longer. */
			YIELDING,

			/** A model that has to go stays for so many seconds. */
			STAYING,

			/** A model that would have to go is being loaded for others. */
			LOADING,

			/** So many requests for that model come first. */
			OLDER,

			/** The server of its own model has not ended yet. */
			LAST_LIFE,

			/** As many models load as may. */
			OTHER_LOADS

		}

	}

}
