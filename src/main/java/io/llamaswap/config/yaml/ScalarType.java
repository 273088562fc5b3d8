package io.llamaswap.config.yaml;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The types of plain scalars, as YAML 1.2 has them with the few additions that
 * llama-swap's parser kept from 1.1 (contract 2.1).
 */
public enum ScalarType {

	/** An empty value, {@code ~} or {@code null}. */
	NULL,

	/** {@code true} or {@code false}. */
	BOOLEAN,

	/** A whole number: decimal, {@code 0x}, {@code 0o}, {@code 0b} or {@code 010}. */
	INTEGER,

	/** A number with a fraction or exponent, or {@code .inf} and {@code .nan}. */
	FLOAT,

	/** A date, with or without a time. */
	TIMESTAMP,

	/** Everything else. */
	TEXT;

	private static final int MAX_NUMBER_LENGTH = 64;

	private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

	private static final Set<String> TRUE = Set.of("true", "True", "TRUE");

	private static final Set<String> FALSE = Set.of("false", "False", "FALSE");

	private static final Pattern WHOLE = Pattern
		.compile("[-+]?(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9]\\d*)");

	private static final Pattern FRACTION = Pattern
		.compile("[-+]?(\\.\\d+|\\d+(\\.\\d*)?)([eE][-+]?\\d+)?|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

	private static final Pattern DATE = Pattern.compile(
			"\\d{4}-\\d{1,2}-\\d{1,2}(([Tt]|[ \\t]+)\\d{1,2}:\\d{2}:\\d{2}(\\.\\d*)?([ \\t]*(Z|[-+]\\d{1,2}(:\\d{2})?))?)?");

	/**
	 * Finds the type of a plain scalar.
	 * @param text its text
	 * @return its type
	 */
	public static ScalarType of(String text) {
		if (NULLS.contains(text)) {
			return NULL;
		}
		if (TRUE.contains(text) || FALSE.contains(text)) {
			return BOOLEAN;
		}
		if (text.length() > MAX_NUMBER_LENGTH || "+-.0123456789".indexOf(text.charAt(0)) < 0) {
			return TEXT;
		}
		String digits = text.replace("_", "");
		if (WHOLE.matcher(digits).matches()) {
			return INTEGER;
		}
		if (FRACTION.matcher(digits).matches()) {
			return FLOAT;
		}
		return DATE.matcher(text).matches() ? TIMESTAMP : TEXT;
	}

	/**
	 * Reads a boolean.
	 * @param text a text of type {@link #BOOLEAN}
	 * @return its value
	 */
	public static boolean toBoolean(String text) {
		return TRUE.contains(text);
	}

	/**
	 * Reads a whole number.
	 * @param text a text of type {@link #INTEGER}
	 * @return its value
	 */
	public static BigInteger toInteger(String text) {
		String digits = text.replace("_", "").toLowerCase(Locale.ROOT);
		boolean negative = digits.startsWith("-");
		if (negative || digits.startsWith("+")) {
			digits = digits.substring(1);
		}
		BigInteger value = magnitude(digits);
		return negative ? value.negate() : value;
	}

	private static BigInteger magnitude(String digits) {
		if (digits.startsWith("0x")) {
			return new BigInteger(digits.substring(2), 16);
		}
		if (digits.startsWith("0b")) {
			return new BigInteger(digits.substring(2), 2);
		}
		if (digits.startsWith("0o")) {
			return new BigInteger(digits.substring(2), 8);
		}
		return (digits.startsWith("0") && digits.length() > 1) ? new BigInteger(digits, 8) : new BigInteger(digits);
	}

	/**
	 * Reads a number with a fraction.
	 * @param text a text of type {@link #INTEGER} or {@link #FLOAT}
	 * @return its value, possibly not finite
	 */
	public static double toDouble(String text) {
		String digits = text.replace("_", "").toLowerCase(Locale.ROOT);
		if (of(text) == INTEGER) {
			return toInteger(text).doubleValue();
		}
		if (digits.endsWith(".nan")) {
			return Double.NaN;
		}
		if (digits.endsWith(".inf")) {
			return digits.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
		}
		return Double.parseDouble(digits);
	}

	/**
	 * Returns how llama-swap would write a number or boolean back as text, which is where
	 * it loses what was written.
	 * @param scalar a scalar
	 * @return the changed text, or {@code null} if it stays as it is
	 */
	public static @Nullable String rewritten(YamlScalar scalar) {
		String text = scalar.text();
		String other = switch (scalar.type()) {
			case BOOLEAN -> String.valueOf(toBoolean(text));
			case INTEGER -> toInteger(text).toString();
			case FLOAT -> GoNumbers.format(toDouble(text));
			default -> text;
		};
		return other.equals(text) ? null : other;
	}

}
