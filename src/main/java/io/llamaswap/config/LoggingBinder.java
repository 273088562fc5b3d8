package io.llamaswap.config;

import java.util.List;
import java.util.Locale;

import io.llamaswap.config.LoggingConfiguration.Level;
import io.llamaswap.config.LoggingConfiguration.Target;

/**
 * Gives types to the keys about logs.
 */
final class LoggingBinder {

	private static final List<String> LEVELS = List.of("debug", "info", "warn", "error");

	private static final List<String> FORMATS = List.of("", "ansic", "unixdate", "rubydate", "rfc822", "rfc822z",
			"rfc850", "rfc1123", "rfc1123z", "rfc3339", "rfc3339nano", "kitchen", "stamp", "stampmilli", "stampmicro",
			"stampnano");

	private static final List<String> TARGETS = List.of("proxy", "upstream", "both", "none");

	private final Section root;

	LoggingBinder(Section root) {
		this.root = root;
	}

	LoggingConfiguration bind() {
		String level = known("logLevel", "info", LEVELS);
		String format = known("logTimeFormat", "", FORMATS);
		String target = this.root.word("logToStdout", "proxy", TARGETS);
		return new LoggingConfiguration(Level.valueOf(level.toUpperCase(Locale.ROOT)), format,
				Target.valueOf(target.toUpperCase(Locale.ROOT)));
	}

	// llama-swap takes anything unknown for the default without a word.
	private String known(String key, String defaultValue, List<String> words) {
		String written = this.root.text(key, defaultValue);
		String value = written.strip().toLowerCase(Locale.ROOT);
		if (words.contains(value)) {
			return value;
		}
		this.root.problems()
			.warn(this.root.at(key), key, "\"" + written + "\" is unknown and counts as \"" + defaultValue + "\"",
					String.join(", ", words.stream().filter((word) -> !word.isEmpty()).toList()),
					NearMiss.ask(value, words));
		return defaultValue;
	}

}
