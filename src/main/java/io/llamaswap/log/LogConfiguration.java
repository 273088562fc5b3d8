package io.llamaswap.log;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The one log book of the application and what connects it to the loggers.
 */
@Configuration(proxyBeanMethods = false)
class LogConfiguration {

	@Bean
	LogBook logBook() {
		return new LogBook();
	}

	@Bean(initMethod = "attach", destroyMethod = "detach")
	ProgramLogAppender programLogAppender(LogBook logBook) {
		return new ProgramLogAppender(logBook.program());
	}

	@Bean
	LogFollowersLifecycle logFollowersLifecycle(LogBook logBook) {
		return new LogFollowersLifecycle(logBook);
	}

}
