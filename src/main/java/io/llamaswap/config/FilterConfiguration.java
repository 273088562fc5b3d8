package io.llamaswap.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is changed in the JSON bodies of requests. The member {@code model} is never among
 * them.
 *
 * @param stripParams members that are removed, sorted
 * @param setParams members that are set in every request, values as JSON has them
 * @param setParamsByID members that are set when the requested name equals the key
 */
public record FilterConfiguration(List<String> stripParams, Map<String, Object> setParams,
		Map<String, Map<String, Object>> setParamsByID) {

	/** Changes nothing. */
	public static final FilterConfiguration NONE = new FilterConfiguration(List.of(), Map.of(), Map.of());

	/**
	 * Copies the collections; their order is kept.
	 */
	public FilterConfiguration {
		stripParams = List.copyOf(stripParams);
		setParams = Collections.unmodifiableMap(new LinkedHashMap<>(setParams));
		setParamsByID = Collections.unmodifiableMap(new LinkedHashMap<>(setParamsByID));
	}

	/**
	 * Tells whether bodies are never changed.
	 * @return {@code true} if there is nothing to strip or set
	 */
	public boolean isEmpty() {
		return this.stripParams.isEmpty() && this.setParams.isEmpty() && this.setParamsByID.isEmpty();
	}

}
