package io.llamaswap.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A virtual model that picks a target for each request.
 *
 * @param id its id
 * @param strategy how it picks
 * @param targets what it picks from: names of local models, aliases, peer names
 * @param spillover in-flight count at which the next target is used, at least 1
 * @param listing how it is shown; it has no aliases and no capabilities
 */
public record SelectorConfiguration(String id, Strategy strategy, List<String> targets, int spillover,
		Listing listing) {

	/**
	 * Copies the list.
	 */
	public SelectorConfiguration {
		targets = List.copyOf(targets);
	}

	/**
	 * How a target is picked.
	 */
	public enum Strategy {

		/** Always the first. */
		PIN,

		/** The first that is ready, else the first that is starting, else the first. */
		WARM,

		/** The first that is not full. */
		SPILLOVER

	}

	/**
	 * How a selector is shown in listings.
	 *
	 * @param name display name, possibly empty
	 * @param description description, possibly empty
	 * @param unlisted whether listings leave it out
	 * @param metadata what listings show as metadata
	 */
	public record Listing(String name, String description, boolean unlisted, Map<String, Object> metadata) {

		/**
		 * Copies the map; its order is kept.
		 */
		public Listing {
			metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
		}

	}

}
