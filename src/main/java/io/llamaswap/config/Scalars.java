package io.llamaswap.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Set;

import io.llamaswap.config.yaml.ScalarType;
import io.llamaswap.config.yaml.YamlNode;
import io.llamaswap.config.yaml.YamlScalar;
import org.jspecify.annotations.Nullable;

/**
 * Reads single values the way llama-swap decodes them.
 */
final class Scalars {

	private static final Set<String> YES = Set.of("y", "Y", "yes", "Yes", "YES", "on", "On", "ON");

	private static final Set<String> NO = Set.of("n", "N", "no", "No", "NO", "off", "Off", "OFF");

	private final Problems problems;

	Scalars(Problems problems) {
		this.problems = problems;
	}

	void warnIfRewritten(String path, YamlScalar scalar) {
		String other = ScalarType.rewritten(scalar);
		if (other != null) {
			this.problems.warn(scalar.position(), path,
					"the unquoted " + scalar.text() + " is taken as written; llama-swap reads it as " + other,
					"quotes around it");
		}
	}

	static @Nullable Boolean flag(YamlNode node) {
		if (!(node instanceof YamlScalar scalar)) {
			return null;
		}
		if (scalar.type() == ScalarType.BOOLEAN) {
			return ScalarType.toBoolean(scalar.text());
		}
		boolean yes = YES.contains(scalar.text());
		return (yes || NO.contains(scalar.text())) ? yes : null;
	}

	@Nullable Integer wholeNumber(String path, YamlNode node) {
		BigInteger value = (node instanceof YamlScalar scalar) ? integral(path, scalar) : null;
		if (value == null) {
			String hint = (node instanceof YamlScalar scalar && ScalarType.of(scalar.text()) == ScalarType.INTEGER)
					? "Remove the quotes." : "";
			this.problems.error(node.position(), path, node.describe() + " where a number is wanted", "a whole number",
					hint);
			return null;
		}
		if (value.bitLength() >= Integer.SIZE) {
			this.problems.error(node.position(), path, "the number " + value + " is too large",
					"at most " + Integer.MAX_VALUE);
			return null;
		}
		return value.intValue();
	}

	private @Nullable BigInteger integral(String path, YamlScalar scalar) {
		if (scalar.type() == ScalarType.INTEGER) {
			return ScalarType.toInteger(scalar.text());
		}
		double value = (scalar.type() == ScalarType.FLOAT) ? ScalarType.toDouble(scalar.text()) : Double.NaN;
		if (Double.isNaN(value) || Double.isInfinite(value)) {
			return null;
		}
		BigInteger whole = new BigDecimal(value).toBigInteger();
		if (value != Math.rint(value)) {
			this.problems.warn(scalar.position(), path, scalar.text() + " is cut off to " + whole, "a whole number");
		}
		return whole;
	}

}
