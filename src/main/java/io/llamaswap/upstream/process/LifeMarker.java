package io.llamaswap.upstream.process;

import java.util.List;
import java.util.Optional;

import io.llamaswap.model.ModelId;

/**
 * What every process of a life carries in its environment, so that it is known wherever
 * it went: into another group, another session, or past the death of the program.
 *
 * @param instance the run of the program that began the life
 * @param incarnation number of the life within that run
 * @param model whose server it is
 */
record LifeMarker(Instance instance, long incarnation, ModelId model) {

	/** Name of the environment variable. */
	static final String VARIABLE = "LLAMA_SWAP_LIFE";

	private static final String PREFIX = VARIABLE + "=";

	private static final int PARTS = 3;

	static Optional<LifeMarker> in(List<String> environment) {
		return environment.stream()
			.filter((entry) -> entry.startsWith(PREFIX))
			.findFirst()
			.flatMap((entry) -> parse(entry.substring(PREFIX.length())));
	}

	/**
	 * Returns how the value of each life of a run begins.
	 * @param instance the run
	 * @return the beginning of an environment entry
	 */
	static String entryPrefix(Instance instance) {
		return PREFIX + instance + "/";
	}

	String value() {
		return this.instance + "/" + this.incarnation + "/" + this.model;
	}

	/**
	 * Tells whether an environment belongs to this life.
	 * @param environment {@code NAME=value} entries
	 * @return {@code true} if it does
	 */
	boolean isIn(List<String> environment) {
		return environment.contains(PREFIX + value());
	}

	private static Optional<LifeMarker> parse(String value) {
		String[] parts = value.split("/", PARTS);
		if (parts.length < PARTS || parts[2].isBlank()) {
			return Optional.empty();
		}
		try {
			long incarnation = Long.parseLong(parts[1]);
			return Instance.parse(parts[0])
				.map((instance) -> new LifeMarker(instance, incarnation, new ModelId(parts[2])));
		}
		catch (NumberFormatException ex) {
			return Optional.empty();
		}
	}

}
