package io.llamaswap.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.llamaswap.config.yaml.ScalarType;
import io.llamaswap.config.yaml.YamlNode;
import io.llamaswap.config.yaml.YamlScalar;
import io.llamaswap.config.yaml.YamlSequence;
import org.jspecify.annotations.Nullable;

/**
 * Gives types to single values the way llama-swap decodes them, and reports those of
 * another kind.
 */
final class Values {

	private static final Set<String> YES = Set.of("y", "Y", "yes", "Yes", "YES", "on", "On", "ON");

	private static final Set<String> NO = Set.of("n", "N", "no", "No", "NO", "off", "Off", "OFF");

	private static final int MAX_EXAMPLE = 60;

	private final Problems problems;

	Values(Problems problems) {
		this.problems = problems;
	}

	/**
	 * Reports a value of the wrong kind.
	 * @param path key path of the value
	 * @param node the value
	 * @param wanted what was wanted
	 */
	void wrong(String path, YamlNode node, String wanted) {
		this.problems.error(node.position(), path, node.describe() + " where " + wanted + " is wanted", wanted);
	}

	/**
	 * Reads a text, as written.
	 * @param path key path of the value
	 * @param node the value
	 * @return the text, or {@code null} if it is none
	 */
	@Nullable String text(String path, YamlNode node) {
		if (node instanceof YamlScalar scalar) {
			warnIfRewritten(path, scalar);
			return scalar.text();
		}
		wrong(path, node, "a text");
		return null;
	}

	/**
	 * Reads a list of texts.
	 * @param path key path of the value
	 * @param node the value
	 * @return its scalars with their places, as far as they are any
	 */
	List<YamlScalar> texts(String path, YamlNode node) {
		if (!(node instanceof YamlSequence sequence)) {
			wrong(path, node, "a list of texts, such as [" + exampleOf(node) + "]");
			return List.of();
		}
		List<YamlScalar> texts = new ArrayList<>();
		for (YamlNode item : sequence.items()) {
			String where = path + "[" + texts.size() + "]";
			if (!(item instanceof YamlScalar scalar)) {
				this.problems.error(item.position(), where, item.describe() + " where a text is wanted", "a text");
			}
			else if (!Macros.isUnresolved(scalar)) {
				warnIfRewritten(where, scalar);
				texts.add(scalar.isNull() ? scalar.asString("") : scalar);
			}
		}
		return texts;
	}

	private static String exampleOf(YamlNode node) {
		return (node instanceof YamlScalar scalar && scalar.text().length() < MAX_EXAMPLE) ? scalar.text() : "\"…\"";
	}

	private void warnIfRewritten(String path, YamlScalar scalar) {
		String other = ScalarType.rewritten(scalar);
		if (other != null) {
			this.problems.warn(scalar.position(), path,
					"the unquoted " + scalar.text() + " is taken as written; llama-swap reads it as " + other,
					"quotes around it");
		}
	}

	/**
	 * Reads a boolean; {@code yes}, {@code no}, {@code on} and {@code off} are accepted,
	 * even in quotes.
	 * @param path key path of the value
	 * @param node the value
	 * @return the boolean, or {@code null} if it is none
	 */
	@Nullable Boolean flag(String path, YamlNode node) {
		Boolean value = (node instanceof YamlScalar scalar) ? flag(scalar) : null;
		if (value == null) {
			wrong(path, node, "true or false");
		}
		return value;
	}

	private static @Nullable Boolean flag(YamlScalar scalar) {
		if (scalar.type() == ScalarType.BOOLEAN) {
			return ScalarType.toBoolean(scalar.text());
		}
		boolean yes = YES.contains(scalar.text());
		return (yes || NO.contains(scalar.text())) ? yes : null;
	}

	/**
	 * Reads a whole number. A number with a fraction is cut off, as llama-swap does.
	 * @param path key path of the value
	 * @param node the value
	 * @return the number, or {@code null} if it is none
	 */
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
