package io.llamaswap.log;

import java.time.format.DateTimeFormatter;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * What the user wants of the log.
 *
 * @param level least level of the program's own lines
 * @param time what stands before each of them, or {@code null} for nothing
 * @param stdout whose lines reach standard output
 */
public record LogSettings(Level level, @Nullable DateTimeFormatter time, LogMode stdout) {

	/** What is done when nothing is said. */
	public static final LogSettings DEFAULT = new LogSettings(Level.INFO, null, LogMode.PROXY);

	/**
	 * Returns whose lines are in the combined log. Only where nothing is said does that
	 * differ from standard output: {@code /logs} promises everything then (llama-swap
	 * shows its own lines only).
	 * @return the mode
	 */
	LogMode combined() {
		return (this.stdout == LogMode.PROXY) ? LogMode.BOTH : this.stdout;
	}

}
