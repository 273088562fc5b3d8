package io.llamaswap.upstream;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A command that is run beside a model server, once and for a limited time.
 *
 * @param words program and arguments
 * @param environment variables that it gets besides those of the model server
 * @param limit how long it may take before it is killed with its group
 */
public record BesideCommand(List<String> words, Map<String, String> environment, Duration limit) {

	/**
	 * Copies the collections.
	 * @param words program and arguments
	 * @param environment variables that it gets besides
	 * @param limit how long it may take
	 */
	public BesideCommand {
		words = List.copyOf(words);
		environment = Map.copyOf(environment);
	}

}
