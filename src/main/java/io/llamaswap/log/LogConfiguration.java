package io.llamaswap.log;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The one log book of the application and what connects it to the loggers.
 */
@Configuration(proxyBeanMethods = false)
class LogConfiguration {

	@Bean
	LogBook logBook(ObjectProvider<LogSettings> settings) {
		return new LogBook(orDefault(settings).combined(), LogHistory.DEFAULT_CAPACITY);
	}

	@Bean(initMethod = "attach", destroyMethod = "detach")
	ProgramLogAppender programLogAppender(LogBook logBook, ObjectProvider<LogSettings> settings) {
		ProgramLogAppender appender = new ProgramLogAppender(logBook.program());
		appender.apply(orDefault(settings));
		return appender;
	}

	@Bean
	ModelOutput modelOutput(LogBook logBook, ObjectProvider<LogSettings> settings) {
		return new ModelOutput(logBook, orDefault(settings));
	}

	@Bean
	LogFollowersLifecycle logFollowersLifecycle(LogBook logBook) {
		return new LogFollowersLifecycle(logBook);
	}

	private static LogSettings orDefault(ObjectProvider<LogSettings> settings) {
		return settings.getIfAvailable(() -> LogSettings.DEFAULT);
	}

}
