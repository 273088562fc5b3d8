package io.llamaswap.log;

import java.util.EnumSet;
import java.util.Set;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.logging.LoggingSystemFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Keeps Spring Boot from setting the loggers up another time. Levels can still be set by
 * {@code logging.level}, to look into a library.
 */
final class OwnLoggingSystem extends LoggingSystem {

	@Override
	public void beforeInitialize() {
	}

	@Override
	public Set<LogLevel> getSupportedLogLevels() {
		return EnumSet.allOf(LogLevel.class);
	}

	@Override
	public void setLogLevel(@Nullable String loggerName, @Nullable LogLevel level) {
		String name = (loggerName != null) ? loggerName : ROOT_LOGGER_NAME;
		if (LoggerFactory.getILoggerFactory() instanceof LoggerContext loggers && level != null) {
			// Logback knows FATAL by no name and takes it for DEBUG.
			loggers.getLogger(name).setLevel(Level.toLevel((level == LogLevel.FATAL) ? "ERROR" : level.name()));
		}
	}

	/**
	 * Named in {@code META-INF/spring.factories}.
	 */
	@Order(Ordered.HIGHEST_PRECEDENCE)
	static final class Factory implements LoggingSystemFactory {

		@Override
		public LoggingSystem getLoggingSystem(ClassLoader classLoader) {
			return new OwnLoggingSystem();
		}

	}

}
