package io.llamaswap.lifecycle;

import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks of the scheduler.
 *
 * @param model the real id of the wanted model
 * @param profile the early, list-style profile it was asked through
 * ({@code profile:model}, contract 10.2), or {@code null} for the bare model
 */
public record LeaseRequest(ModelId model, @Nullable String profile) {

	/**
	 * Asks for a bare model.
	 * @param model the real id
	 * @return the request
	 */
	public static LeaseRequest of(ModelId model) {
		return new LeaseRequest(model, null);
	}

}
