package io.llamaswap.lifecycle;

import java.util.function.Supplier;

import io.llamaswap.config.Configuration;
import io.llamaswap.model.MonotonicClock;
import io.llamaswap.upstream.UpstreamFactory;
import io.llamaswap.upstream.WarmUp;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Wires the lifecycle service.
 */
@EnableConfigurationProperties(DurationsProperties.class)
@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
class LifecycleConfiguration {

	@Bean
	ModelLifecycleService modelLifecycleService(Supplier<Configuration> configuration, UpstreamFactory upstreams,
			DurationStore durations) {
		return new ReactiveModelLifecycleService(configuration.get(), upstreams, MonotonicClock.system(),
				Schedulers.parallel(), durations);
	}

	@Bean(destroyMethod = "dispose")
	Scheduler durationWriter() {
		return Schedulers.newBoundedElastic(1, 1, "durations");
	}

	@Bean
	DurationStore durationStore(DurationsProperties properties, Scheduler durationWriter) {
		return properties.isKept() ? new FileDurationStore(properties.path(), durationWriter::schedule)
				: DurationStore.none();
	}

	@Bean
	Preload preload(ModelLifecycleService models) {
		return new Preload(models, new WarmUp()::ask);
	}

}
