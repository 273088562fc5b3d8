package io.llamaswap.log;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.jspecify.annotations.Nullable;

/**
 * The form of the program's own lines, which is llama-swap's:
 * <code>TIME [LEVEL] message</code>, the time only where it is wanted. Whatever a message
 * quotes, it stays one line: control characters are written out.
 */
final class LogLine {

	private LogLine() {
	}

	static StringBuilder of(ILoggingEvent event, @Nullable DateTimeFormatter time) {
		StringBuilder line = new StringBuilder(128);
		if (time != null) {
			line.append(time.format(Instant.ofEpochMilli(event.getTimeStamp()).atZone(ZoneId.systemDefault())))
				.append(' ');
		}
		line.append('[').append(name(event.getLevel())).append("] ");
		return line.append(LogText.escaped(String.valueOf(event.getFormattedMessage())));
	}

	private static String name(Level level) {
		return level.isGreaterOrEqual(Level.INFO) ? level.levelStr : "DEBUG";
	}

}
