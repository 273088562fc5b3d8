package io.llamaswap;

import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Map;

import io.llamaswap.config.LoggingConfiguration;
import io.llamaswap.log.LogMode;
import io.llamaswap.log.LogSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * The names of Go's time formats, which {@code logTimeFormat} knows (contract 2.2).
 */
final class LogFormats {

	private static final String SECONDS = "MMM ppd HH:mm:ss";

	private static final Map<String, String> PATTERNS = Map.ofEntries(Map.entry("ansic", "EEE " + SECONDS + " yyyy"),
			Map.entry("unixdate", "EEE " + SECONDS + " zzz yyyy"), Map.entry("rubydate", "EEE MMM dd HH:mm:ss xx yyyy"),
			Map.entry("rfc822", "dd MMM yy HH:mm zzz"), Map.entry("rfc822z", "dd MMM yy HH:mm xx"),
			Map.entry("rfc850", "EEEE, dd-MMM-yy HH:mm:ss zzz"), Map.entry("rfc1123", "EEE, dd MMM yyyy HH:mm:ss zzz"),
			Map.entry("rfc1123z", "EEE, dd MMM yyyy HH:mm:ss xx"), Map.entry("rfc3339", "yyyy-MM-dd'T'HH:mm:ssXXX"),
			Map.entry("kitchen", "h:mma"), Map.entry("stamp", SECONDS), Map.entry("stampmilli", SECONDS + ".SSS"),
			Map.entry("stampmicro", SECONDS + ".SSSSSS"), Map.entry("stampnano", SECONDS + ".SSSSSSSSS"));

	private LogFormats() {
	}

	/**
	 * Translates what the user's file says.
	 * @param logging what it says
	 * @return the same for {@code log}
	 */
	static LogSettings settings(LoggingConfiguration logging) {
		return new LogSettings(Level.valueOf(logging.level().name()), formatter(logging.timeFormat()),
				LogMode.valueOf(logging.toStdout().name()));
	}

	/**
	 * Finds a format.
	 * @param name its name, lower case
	 * @return the format, or {@code null} for any other name
	 */
	static @Nullable DateTimeFormatter formatter(String name) {
		if (name.equals("rfc3339nano")) {
			// As many digits as there are, which no pattern says.
			return new DateTimeFormatterBuilder().appendPattern("yyyy-MM-dd'T'HH:mm:ss")
				.appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
				.appendPattern("XXX")
				.toFormatter(Locale.ENGLISH);
		}
		String pattern = PATTERNS.get(name);
		return (pattern != null) ? DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH) : null;
	}

}
