package io.llamaswap.routing;

import io.llamaswap.directory.Resolution;
import org.jspecify.annotations.Nullable;

/**
 * Where a request of the data path goes.
 */
sealed interface Destination {

	/**
	 * To a model, ours or a peer's.
	 *
	 * @param model what the requested name stands for
	 * @param path the raw path that the model server sees
	 * @param query the raw query that it sees, or {@code null}
	 * @param prefix the raw path in front of it that the client has to use, or {@code ""}
	 * @param probe why nothing is loaded for this request, or {@code ""} if it may load
	 * its model
	 */
	record Target(Resolution model, String path, @Nullable String query, String prefix,
			String probe) implements Destination {

	}

	/**
	 * To another path of ours.
	 *
	 * @param path the raw path
	 */
	record Redirect(String path) implements Destination {

	}

	/**
	 * Nowhere: this method has no meaning here.
	 *
	 * @param allow the methods that have one
	 */
	record NotAllowed(String allow) implements Destination {

	}

	/**
	 * Nowhere: no model is named, and nothing of ours is there.
	 *
	 * @param path the raw path
	 */
	record Unknown(String path) implements Destination {

	}

}
