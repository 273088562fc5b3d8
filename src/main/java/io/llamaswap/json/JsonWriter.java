package io.llamaswap.json;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Writes values as llama-swap does: members sorted by their bytes, whole numbers without
 * a fraction, markup as sequences (contract 3.5).
 */
final class JsonWriter {

	private static final Comparator<String> BY_BYTES = (left, right) -> Arrays
		.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

	private static final double LEAST_PLAIN = 1e-6;

	private static final double LEAST_LARGE = 1e21;

	private final StringBuilder text = new StringBuilder();

	private JsonWriter() {
	}

	/**
	 * Writes a value.
	 * @param value a map with string keys, a list, a string, a number, a boolean or
	 * {@code null}
	 * @return its text
	 */
	static String write(@Nullable Object value) {
		JsonWriter writer = new JsonWriter();
		writer.add(value);
		return writer.text.toString();
	}

	private void add(@Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			addObject(map);
		}
		else if (value instanceof List<?> list) {
			addList(list);
		}
		else if (value instanceof Double || value instanceof Float) {
			addNumber(((Number) value).doubleValue());
		}
		else if (value == null || value instanceof Number || value instanceof Boolean) {
			this.text.append(value);
		}
		else {
			this.text.append(JsonStrings.quote(value.toString()));
		}
	}

	private void addObject(Map<?, ?> map) {
		Map<String, @Nullable Object> sorted = new TreeMap<>(BY_BYTES);
		map.forEach((name, value) -> sorted.put(String.valueOf(name), value));
		this.text.append('{');
		String separator = "";
		for (Map.Entry<String, @Nullable Object> entry : sorted.entrySet()) {
			this.text.append(separator);
			this.text.append(JsonStrings.quote(entry.getKey())).append(':');
			add(entry.getValue());
			separator = ",";
		}
		this.text.append('}');
	}

	private void addList(List<?> list) {
		this.text.append('[');
		String separator = "";
		for (Object value : list) {
			this.text.append(separator);
			add(value);
			separator = ",";
		}
		this.text.append(']');
	}

	private void addNumber(double value) {
		if (Double.isNaN(value) || Double.isInfinite(value)) {
			throw new IllegalArgumentException("number: " + value + " (expected: one that JSON can express)");
		}
		BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
		double size = Math.abs(value);
		boolean plain = size == 0 || (size >= LEAST_PLAIN && size < LEAST_LARGE);
		this.text.append(plain ? decimal.toPlainString() : decimal.toString().replace('E', 'e'));
	}

}
