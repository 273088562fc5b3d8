package io.llamaswap;

import java.util.function.Supplier;

import io.llamaswap.config.Configuration;
import io.llamaswap.lifecycle.ModelLifecycleService;
import io.llamaswap.log.LogSettings;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * What the root adds to the packages: the configuration, and an end in order.
 */
@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ShutdownProperties.class)
class ProgramConfiguration {

	/**
	 * The configuration that is in force.
	 * @param launch what was launched from the command line, absent in tests that start
	 * the application by itself
	 * @return a supplier of the current value
	 */
	@Bean
	Supplier<Configuration> configuration(ObjectProvider<Launch> launch) {
		Launch launched = launch.getIfAvailable();
		Configuration configuration = (launched != null) ? launched.configuration()
				: new ConfigurationSource(null, null, "by default").load(System.err::println);
		return () -> configuration;
	}

	@Bean
	LogSettings logSettings(Supplier<Configuration> configuration) {
		return LogFormats.settings(configuration.get().logging());
	}

	@Bean
	Ending ending() {
		return new Ending();
	}

	@Bean
	EndingWebFilter endingWebFilter(Ending ending) {
		return new EndingWebFilter(ending);
	}

	@Bean
	EndingLifecycle endingLifecycle(ModelLifecycleService models, Ending ending, ShutdownProperties properties,
			ApplicationContext context) {
		return new EndingLifecycle(models, ending, properties, context);
	}

}
