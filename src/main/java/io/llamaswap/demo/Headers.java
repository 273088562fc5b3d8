package io.llamaswap.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The headers of one request, in the order and the spelling in which they came.
 */
final class Headers {

	private final List<String> names = new ArrayList<>(16);

	private final List<String> values = new ArrayList<>(16);

	private boolean demoSwitches;

	void add(String name, String value) {
		this.names.add(name);
		this.values.add(value);
		this.demoSwitches |= Switch.isHeader(name.toLowerCase(Locale.ROOT));
	}

	boolean hasDemoSwitches() {
		return this.demoSwitches;
	}

	@Nullable String first(String name) {
		for (int index = 0; index < this.names.size(); index++) {
			if (this.names.get(index).equalsIgnoreCase(name)) {
				return this.values.get(index);
			}
		}
		return null;
	}

	boolean has(String name, String token) {
		String value = first(name);
		return value != null && value.toLowerCase(Locale.ROOT).contains(token);
	}

	/**
	 * Writes them as a list of pairs.
	 * @return JSON
	 */
	String json() {
		StringBuilder json = new StringBuilder("[");
		for (int index = 0; index < this.names.size(); index++) {
			json.append((index > 0) ? "," : "").append('[').append(Json.string(this.names.get(index)));
			json.append(',').append(Json.string(this.values.get(index))).append(']');
		}
		return json.append(']').toString();
	}

}
