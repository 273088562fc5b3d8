package io.llamaswap.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a model is shown in listings.
 *
 * @param name display name as written, possibly empty
 * @param description description as written, possibly empty
 * @param unlisted whether listings leave it out
 * @param aliases its other names, in file order
 * @param metadata what {@code /v1/models} echoes under {@code meta.llamaswap}; values are
 * strings, numbers, booleans, lists and maps with string keys
 */
public record ListingConfiguration(String name, String description, boolean unlisted, List<String> aliases,
		Map<String, Object> metadata) {

	/**
	 * Copies the collections; the order of the metadata is kept.
	 */
	public ListingConfiguration {
		aliases = List.copyOf(aliases);
		metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
	}

}
