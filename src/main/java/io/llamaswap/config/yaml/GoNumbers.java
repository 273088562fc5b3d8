package io.llamaswap.config.yaml;

import java.math.BigDecimal;

/**
 * Writes numbers as llama-swap's runtime does: the shortest text, with an exponent from
 * 1e6 on and below 1e-4.
 */
final class GoNumbers {

	private static final int LARGEST_PLAIN_EXPONENT = 5;

	private static final int SMALLEST_PLAIN_EXPONENT = -5;

	private GoNumbers() {
	}

	static String format(double value) {
		if (Double.isNaN(value)) {
			return "NaN";
		}
		if (Double.isInfinite(value)) {
			return (value > 0) ? "+Inf" : "-Inf";
		}
		if (value == 0) {
			return (1 / value < 0) ? "-0" : "0";
		}
		BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
		int exponent = decimal.precision() - decimal.scale() - 1;
		if (exponent > SMALLEST_PLAIN_EXPONENT && exponent <= LARGEST_PLAIN_EXPONENT) {
			return decimal.toPlainString();
		}
		String digits = decimal.unscaledValue().abs().toString();
		String mantissa = (digits.length() > 1) ? digits.charAt(0) + "." + digits.substring(1) : digits;
		return ((value < 0) ? "-" : "") + mantissa
				+ String.format("e%s%02d", (exponent < 0) ? "-" : "+", Math.abs(exponent));
	}

}
