package io.llamaswap.config;

/**
 * What the program logs and where to.
 *
 * @param level least level of the program's own lines
 * @param timeFormat name of the time format of its own lines, lower case, or {@code ""}
 * for no time
 * @param toStdout what reaches standard output and the combined log
 */
public record LoggingConfiguration(Level level, String timeFormat, Target toStdout) {

	/** What is done when nothing is said. */
	public static final LoggingConfiguration DEFAULT = new LoggingConfiguration(Level.INFO, "", Target.PROXY);

	/**
	 * How important a line is.
	 */
	public enum Level {

		/** For looking into a problem. */
		DEBUG,

		/** What happens. */
		INFO,

		/** What should not happen. */
		WARN,

		/** What went wrong. */
		ERROR

	}

	/**
	 * Whose lines reach standard output.
	 */
	public enum Target {

		/** The program's own lines. */
		PROXY,

		/** The lines of model servers. */
		UPSTREAM,

		/** All lines. */
		BOTH,

		/** No lines. */
		NONE

	}

}
