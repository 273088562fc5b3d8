package io.llamaswap.log;

import java.io.PrintStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * The program's own lines on standard output, with the stack of what failed.
 */
public final class ConsoleLog extends AppenderBase<ILoggingEvent> {

	/** Parent of the loggers whose lines are the program's own. */
	static final String PROGRAM = "io.llamaswap";

	private static final String NAME = "console";

	private volatile LogSettings settings = LogSettings.DEFAULT;

	ConsoleLog() {
		setName(NAME);
	}

	/**
	 * Does from now on what the user wants, here and in the history. May be called at any
	 * time.
	 * @param settings what is wanted
	 */
	public static void apply(LogSettings settings) {
		ILoggerFactory factory = LoggerFactory.getILoggerFactory();
		if (factory instanceof LoggerContext loggers) {
			loggers.getLogger(PROGRAM).setLevel(Level.convertAnSLF4JLevel(settings.level()));
			Logger root = loggers.getLogger(Logger.ROOT_LOGGER_NAME);
			if (root.getAppender(NAME) instanceof ConsoleLog console) {
				console.settings = settings;
			}
			if (root.getAppender(ProgramLogAppender.NAME) instanceof ProgramLogAppender history) {
				history.apply(settings);
			}
		}
	}

	@Override
	protected void append(ILoggingEvent event) {
		LogSettings current = this.settings;
		if (!current.stdout().showsProgram()) {
			return;
		}
		StringBuilder text = LogLine.of(event, current.time()).append(System.lineSeparator());
		IThrowableProxy failure = event.getThrowableProxy();
		if (failure != null) {
			text.append(ThrowableProxyUtil.asString(failure));
		}
		PrintStream out = System.out;
		out.print(text);
		out.flush();
	}

}
