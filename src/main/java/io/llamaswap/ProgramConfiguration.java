package io.llamaswap;

import java.time.Clock;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.ConfigurationFingerprint;
import io.llamaswap.config.ConfigurationLoader;
import io.llamaswap.config.ConfigurationWatch;
import io.llamaswap.config.LiveConfiguration;
import io.llamaswap.lifecycle.ModelLifecycleService;
import io.llamaswap.lifecycle.Preload;
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

	private static final int MOST_RELOADS = 64;

	/**
	 * The configuration that is in force.
	 * @param launch what was launched from the command line, absent in tests that start
	 * the application by itself
	 * @return what is in force, and how it is replaced
	 */
	@Bean
	LiveConfiguration configuration(ObjectProvider<Launch> launch) {
		Launch launched = launch.getIfAvailable();
		ConfigurationSource source = (launched != null) ? launched.source()
				: new ConfigurationSource(null, null, "by default");
		Configuration first = (launched != null) ? launched.configuration() : source.load(System.err::println);
		ConfigurationLoader loader = new ConfigurationLoader(System.getenv());
		return new LiveConfiguration(first, loader, (before) -> source.reload(loader, before), reloads(),
				Clock.systemUTC());
	}

	// One thread that goes when it is idle; more than a few who wait are refused.
	private static Executor reloads() {
		ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS,
				new ArrayBlockingQueue<>(MOST_RELOADS), (task) -> {
					Thread thread = new Thread(task, "config-reload");
					thread.setDaemon(true);
					return thread;
				});
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

	@Bean
	ConfigurationLifecycle configurationLifecycle(LiveConfiguration configuration, ModelLifecycleService models,
			Preload preload, ObjectProvider<Launch> launch) {
		Launch launched = launch.getIfAvailable();
		ConfigurationWatch watch = null;
		if (launched != null && launched.watched() && !launched.source().isDemo()) {
			watch = new ConfigurationWatch(
					new ConfigurationFingerprint(launched.source().file(), launched.source().folder())::take);
		}
		return new ConfigurationLifecycle(configuration, models, preload, watch);
	}

	@Bean
	LogSettings logSettings(LiveConfiguration configuration) {
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
