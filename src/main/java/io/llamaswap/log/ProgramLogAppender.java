package io.llamaswap.log;

import java.time.format.DateTimeFormatter;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * Puts the program's own log events into a history, one line each.
 */
public final class ProgramLogAppender extends AppenderBase<ILoggingEvent> {

	static final String NAME = "llama-swap-history";

	private final LogHistory target;

	private volatile Level level = Level.INFO;

	private volatile @Nullable DateTimeFormatter time;

	/**
	 * Makes an appender that shows INFO and above, without a time.
	 * @param target where the lines go
	 */
	public ProgramLogAppender(LogHistory target) {
		this.target = target;
		setName(NAME);
	}

	/**
	 * Sets from which level on lines are kept. Events below the level of their logger
	 * never get here.
	 * @param level DEBUG, INFO, WARN or ERROR
	 */
	public void setLevel(Level level) {
		this.level = level;
	}

	/**
	 * Sets the time before each line.
	 * @param time how it is written, or {@code null} for none
	 */
	public void setTime(@Nullable DateTimeFormatter time) {
		this.time = time;
	}

	/**
	 * Takes both from what the user wants.
	 * @param settings what is wanted
	 */
	void apply(LogSettings settings) {
		setLevel(Level.convertAnSLF4JLevel(settings.level()));
		setTime(settings.time());
	}

	/**
	 * Starts to receive the events of all loggers.
	 */
	public void attach() {
		LoggerContext loggers = loggers();
		if (loggers != null) {
			setContext(loggers);
			start();
			loggers.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(this);
		}
	}

	/**
	 * Ends that.
	 */
	public void detach() {
		LoggerContext loggers = loggers();
		if (loggers != null) {
			loggers.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(this);
			stop();
		}
	}

	@Override
	protected void append(ILoggingEvent event) {
		if (event.getLevel().isGreaterOrEqual(this.level)) {
			this.target.append(line(event));
		}
	}

	private String line(ILoggingEvent event) {
		StringBuilder line = LogLine.of(event, this.time);
		// The causes say what went wrong; the stack is for the console.
		for (IThrowableProxy cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
			line.append(": ").append(LogText.escaped(cause.getClassName() + " " + cause.getMessage()));
		}
		return line.append('\n').toString();
	}

	private static @Nullable LoggerContext loggers() {
		ILoggerFactory factory = LoggerFactory.getILoggerFactory();
		return (factory instanceof LoggerContext context) ? context : null;
	}

}
