package io.llamaswap.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A profile of the later meaning: other names while it is active.
 *
 * @param name its name
 * @param description for listings, possibly empty
 * @param pins requested name to target, in the order of the file; {@code ""} disables the
 * name
 */
public record PinProfileConfiguration(String name, String description, Map<String, String> pins) {

	/**
	 * Copies the map; its order is kept.
	 */
	public PinProfileConfiguration {
		pins = Collections.unmodifiableMap(new LinkedHashMap<>(pins));
	}

}
