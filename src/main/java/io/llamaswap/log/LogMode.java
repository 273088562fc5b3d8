package io.llamaswap.log;

import java.util.Locale;
import java.util.Optional;

/**
 * Which lines a combined log shows: the values of llama-swap's {@code logToStdout}.
 */
public enum LogMode {

	/** The program's own lines, which llama-swap calls the proxy's. */
	PROXY,

	/** The output of the models. */
	UPSTREAM,

	/** Both. */
	BOTH,

	/** Neither. */
	NONE;

	/**
	 * Finds a mode by its wire name.
	 * @param name {@code proxy}, {@code upstream}, {@code both} or {@code none}
	 * @return the mode, or empty for any other name
	 */
	public static Optional<LogMode> find(String name) {
		for (LogMode mode : values()) {
			if (mode.wireName().equals(name)) {
				return Optional.of(mode);
			}
		}
		return Optional.empty();
	}

	/**
	 * Returns the name in the configuration.
	 * @return the lower-case name
	 */
	public String wireName() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Tells whether the program's own lines are shown.
	 * @return {@code true} for proxy and both
	 */
	public boolean showsProgram() {
		return this == PROXY || this == BOTH;
	}

	/**
	 * Tells whether the output of models is shown.
	 * @return {@code true} for upstream and both
	 */
	public boolean showsModels() {
		return this == UPSTREAM || this == BOTH;
	}

}
