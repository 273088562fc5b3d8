package io.llamaswap.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How a model is shown in listings.
 *
 * @param name display name as written, possibly empty
 * @param description description as written, possibly empty
 * @param unlisted whether listings leave it out
 * @param aliases its other names, in file order
 * @param metadata what {@code /v1/models} echoes under {@code meta.llamaswap}; values are
 * strings, numbers, booleans, lists and maps with string keys
 * @param capabilities what it can do, or {@code null} if nothing is said
 */
public record ListingConfiguration(String name, String description, boolean unlisted, List<String> aliases,
		Map<String, Object> metadata, @Nullable CapabilityConfiguration capabilities) {

	/**
	 * Copies the collections; the order of the metadata is kept.
	 */
	public ListingConfiguration {
		aliases = List.copyOf(aliases);
		metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
	}

	/**
	 * Creates the listing of a model that says nothing about its capabilities.
	 * @param name display name as written, possibly empty
	 * @param description description as written, possibly empty
	 * @param unlisted whether listings leave it out
	 * @param aliases its other names, in file order
	 * @param metadata what listings echo
	 */
	public ListingConfiguration(String name, String description, boolean unlisted, List<String> aliases,
			Map<String, Object> metadata) {
		this(name, description, unlisted, aliases, metadata, null);
	}

}
