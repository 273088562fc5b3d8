package io.llamaswap.config.yaml;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Writes YAML dates as llama-swap shows them in JSON.
 */
public final class Timestamps {

	private static final Pattern PARTS = Pattern.compile("(\\d{4})-(\\d{1,2})-(\\d{1,2})"
			+ "(?:(?:[Tt]|[ \\t]+)(\\d{1,2}):(\\d{2}):(\\d{2})(?:\\.(\\d*))?(?:[ \\t]*(Z|[-+]\\d{1,2}(?::\\d{2})?))?)?");

	private static final int NANO_DIGITS = 9;

	private Timestamps() {
	}

	/**
	 * Converts a date.
	 * @param text a text of type {@link ScalarType#TIMESTAMP}
	 * @return the RFC 3339 form, or the text itself if there is no such date
	 */
	public static String rfc3339(String text) {
		Matcher parts = PARTS.matcher(text);
		if (!parts.matches()) {
			return text;
		}
		try {
			LocalDate date = LocalDate.of(number(parts, 1), number(parts, 2), number(parts, 3));
			OffsetDateTime time = date
				.atTime(number(parts, 4), number(parts, 5), number(parts, 6), nanos(parts.group(7)))
				.atOffset(offset(parts.group(8)));
			return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
		}
		catch (DateTimeException ex) {
			return text;
		}
	}

	private static int number(Matcher parts, int group) {
		String digits = parts.group(group);
		return (digits != null) ? Integer.parseInt(digits) : 0;
	}

	private static int nanos(@Nullable String digits) {
		if (digits == null || digits.isEmpty()) {
			return 0;
		}
		String padded = (digits + "0".repeat(NANO_DIGITS)).substring(0, NANO_DIGITS);
		return Integer.parseInt(padded);
	}

	private static ZoneOffset offset(@Nullable String text) {
		if (text == null || "Z".equals(text)) {
			return ZoneOffset.UTC;
		}
		String[] parts = text.substring(1).split(":", -1);
		int minutes = Integer.parseInt(parts[0]) * 60 + ((parts.length > 1) ? Integer.parseInt(parts[1]) : 0);
		return ZoneOffset.ofTotalSeconds((text.startsWith("-") ? -minutes : minutes) * 60);
	}

}
