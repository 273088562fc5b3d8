package io.llamaswap.config;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.llamaswap.config.yaml.ScalarType;
import io.llamaswap.config.yaml.Timestamps;
import io.llamaswap.config.yaml.YamlMapping;
import io.llamaswap.config.yaml.YamlNode;
import io.llamaswap.config.yaml.YamlScalar;
import io.llamaswap.config.yaml.YamlSequence;
import org.jspecify.annotations.Nullable;

/**
 * Turns untyped trees into maps, lists and scalars that JSON can always express: keys are
 * texts, numbers are finite.
 */
final class PlainValues {

	private PlainValues() {
	}

	static Map<String, Object> of(YamlMapping mapping) {
		Map<String, @Nullable Object> values = new LinkedHashMap<>();
		mapping.entries().forEach((entry) -> values.put(entry.key().text(), of(entry.value())));
		@SuppressWarnings("NullAway")
		Map<String, Object> view = Collections.unmodifiableMap(values);
		return view;
	}

	static @Nullable Object of(YamlNode node) {
		if (node instanceof YamlMapping mapping) {
			return of(mapping);
		}
		if (node instanceof YamlSequence sequence) {
			List<@Nullable Object> values = new ArrayList<>();
			sequence.items().forEach((item) -> values.add(of(item)));
			return Collections.unmodifiableList(values);
		}
		YamlScalar scalar = (YamlScalar) node;
		String text = scalar.text();
		return switch (scalar.type()) {
			case NULL -> null;
			case BOOLEAN -> ScalarType.toBoolean(text);
			case INTEGER -> integer(ScalarType.toInteger(text));
			case FLOAT -> finite(ScalarType.toDouble(text), text);
			case TIMESTAMP -> Timestamps.rfc3339(text);
			case TEXT -> text;
		};
	}

	private static Number integer(BigInteger value) {
		return (value.bitLength() < Long.SIZE) ? (Number) value.longValue() : value;
	}

	private static Object finite(double value, String text) {
		return (Double.isNaN(value) || Double.isInfinite(value)) ? text : (Object) value;
	}

}
