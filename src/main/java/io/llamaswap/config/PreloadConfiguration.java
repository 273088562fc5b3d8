package io.llamaswap.config;

import java.util.List;

import io.llamaswap.model.ModelId;

/**
 * What is loaded after the start and after each reload.
 *
 * @param models models in the order in which they are loaded
 * @param parallel how many are loaded at once, at least 1
 * @param warmUp path of the request that each of them gets when it is ready, {@code none}
 * for no request
 */
public record PreloadConfiguration(List<ModelId> models, int parallel, String warmUp) {

	/** No request. */
	public static final String NO_WARM_UP = "none";

	/** Nothing is loaded by itself. */
	public static final PreloadConfiguration NOTHING = new PreloadConfiguration(List.of(), 1, "/");

	/**
	 * Copies the list.
	 * @param models models in the order in which they are loaded
	 * @param parallel how many are loaded at once
	 * @param warmUp path of the request that each of them gets
	 */
	public PreloadConfiguration {
		models = List.copyOf(models);
	}

}
