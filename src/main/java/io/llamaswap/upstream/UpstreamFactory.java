package io.llamaswap.upstream;

import java.util.function.Consumer;

import io.llamaswap.config.ModelConfiguration;

/**
 * Makes the upstream of a model, stopped.
 */
@FunctionalInterface
public interface UpstreamFactory {

	/**
	 * Makes an upstream.
	 * @param model the model it is for
	 * @param listener told each event, in order, on the upstream's own loop; must not
	 * block
	 * @return a stopped upstream
	 */
	Upstream create(ModelConfiguration model, Consumer<UpstreamEvent> listener);

}
