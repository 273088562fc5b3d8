package io.llamaswap.lifecycle;

import java.time.Duration;
import java.util.List;

import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import org.jspecify.annotations.Nullable;

/**
 * What would happen if a model were asked for now. Nothing happens by asking.
 *
 * @param model the real id
 * @param state where the model is in its life
 * @param outcome what a request would meet first
 * @param reason the same in a sentence, without a final full stop
 * @param stops who would have to make room
 * @param waitsFor what comes before it: other requests, other models' loads, open
 * streams, in sentences without a final full stop
 * @param expected how long it would wait by what was measured before, as far as that is
 * known; {@code null} if nothing of it is
 * @param complete whether {@code expected} is all of it; {@code false} if something was
 * never measured or has no end that can be foreseen
 */
public record SwapPlan(ModelId model, ModelState state, Outcome outcome, String reason, List<Stop> stops,
		List<String> waitsFor, @Nullable Duration expected, boolean complete) {

	/**
	 * Copies the lists.
	 */
	public SwapPlan {
		stops = List.copyOf(stops);
		waitsFor = List.copyOf(waitsFor);
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

}
