package io.llamaswap.upstream;

import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;

/**
 * What happened to one model server. Each life, from a start that was accepted on, has
 * this form: at most one {@link Ready}, at most one {@link Failed} (before ready) or
 * {@link Exited} (after), any number of {@link Stuck}, and exactly one {@link Stopped} at
 * its end.
 */
public sealed interface UpstreamEvent {

	/**
	 * Returns whose event it is.
	 * @return the real id
	 */
	ModelId model();

	/**
	 * The server is alive and answered its check.
	 *
	 * @param model the real id
	 * @param endpoint where it is reached
	 */
	record Ready(ModelId model, Endpoint endpoint) implements UpstreamEvent {

	}

	/**
	 * The start failed. What is left of it is being ended; {@link Stopped} follows.
	 *
	 * @param model the real id
	 * @param failure why
	 */
	record Failed(ModelId model, ModelFailure failure) implements UpstreamEvent {

	}

	/**
	 * The server ended by itself after it had been ready. What is left of it is being
	 * ended; {@link Stopped} follows.
	 *
	 * @param model the real id
	 * @param failure how it ended
	 */
	record Exited(ModelId model, ModelFailure failure) implements UpstreamEvent {

	}

	/**
	 * The server is still there although it was killed. Its port and its room stay
	 * reserved; {@link Stopped} follows if it ever goes.
	 *
	 * @param model the real id
	 * @param reason what is left, for a person
	 */
	record Stuck(ModelId model, String reason) implements UpstreamEvent {

	}

	/**
	 * Nothing of this life is left: its group is empty and its port is free.
	 *
	 * @param model the real id
	 */
	record Stopped(ModelId model) implements UpstreamEvent {

	}

}
