package io.llamaswap.demo;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The switches that are set, for the process or for one request.
 */
final class Switches {

	private final Map<Switch, String> values;

	private Switches(Map<Switch, String> values) {
		this.values = values;
	}

	/**
	 * Reads a command line: <code>--name VALUE</code> or <code>--name=VALUE</code>.
	 * @param arguments the words
	 * @return the switches
	 * @throws IllegalArgumentException for an unknown switch or a missing value
	 */
	static Switches parse(List<String> arguments) {
		Map<Switch, String> values = new EnumMap<>(Switch.class);
		for (int index = 0; index < arguments.size(); index++) {
			String word = arguments.get(index);
			int equals = word.indexOf('=');
			Switch name = find((equals < 0) ? word : word.substring(0, equals));
			if (equals >= 0) {
				values.put(name, word.substring(equals + 1));
			}
			else if (!name.takesArgument()) {
				values.put(name, "");
			}
			else if (++index < arguments.size()) {
				values.put(name, arguments.get(index));
			}
			else {
				throw new IllegalArgumentException(word + ": value missing");
			}
		}
		return new Switches(values);
	}

	/**
	 * Adds what a request asks for by header.
	 * @param headers the request's headers
	 * @return these switches, or a copy with the request's own over them
	 */
	Switches with(Headers headers) {
		if (!headers.hasDemoSwitches()) {
			return this;
		}
		Map<Switch, String> merged = new EnumMap<>(Switch.class);
		merged.putAll(this.values);
		for (Switch each : Switch.values()) {
			String value = (each.isRequestScoped()) ? headers.first(each.header()) : null;
			if (value != null) {
				merged.put(each, value);
			}
		}
		return new Switches(merged);
	}

	boolean has(Switch name) {
		return this.values.containsKey(name);
	}

	@Nullable String find(Switch name) {
		return this.values.get(name);
	}

	String text(Switch name, String fallback) {
		String value = this.values.get(name);
		return (value != null) ? value : fallback;
	}

	int number(Switch name, int fallback) {
		String value = this.values.get(name);
		return (value != null) ? Integer.parseInt(value) : fallback;
	}

	double decimal(Switch name, double fallback) {
		String value = this.values.get(name);
		return (value != null) ? Double.parseDouble(value) : fallback;
	}

	/**
	 * Returns a time.
	 * @param name the switch
	 * @return nanoseconds, 0 if it is not set
	 */
	long nanos(Switch name) {
		String value = text(name, "0s");
		if (value.endsWith("ms")) {
			return (long) (Double.parseDouble(value.substring(0, value.length() - 2)) * 1e6);
		}
		double number = Double.parseDouble(value.substring(0, value.length() - 1));
		return (long) (number * (value.endsWith("m") ? 60e9 : 1e9));
	}

	/**
	 * Returns a size.
	 * @param name the switch
	 * @return bytes, 0 if it is not set
	 */
	long bytes(Switch name) {
		String value = text(name, "0");
		int unit = "kmg".indexOf(value.charAt(value.length() - 1));
		if (unit < 0) {
			return Long.parseLong(value);
		}
		return Long.parseLong(value.substring(0, value.length() - 1)) << (10 * (unit + 1));
	}

	private static Switch find(String word) {
		String name = word.startsWith("--") ? word.substring(2) : word.substring(Math.min(1, word.length()));
		if (word.startsWith("-")) {
			for (Switch each : Switch.values()) {
				if (each.wireName().equals(name)) {
					return each;
				}
			}
		}
		throw new IllegalArgumentException(word + ": no such switch (see --help)");
	}

}
