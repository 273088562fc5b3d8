package io.llamaswap.lifecycle;

import java.time.InstantSource;
import java.util.function.Supplier;

import io.llamaswap.config.Configuration;
import io.llamaswap.upstream.UpstreamFactory;
import reactor.core.scheduler.Schedulers;

import org.springframework.context.annotation.Bean;

/**
 * Wires the lifecycle service.
 */
@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
class LifecycleConfiguration {

	@Bean
	ModelLifecycleService modelLifecycleService(Supplier<Configuration> configuration, UpstreamFactory upstreams) {
		InstantSource clock = new MonotonicClock();
		return new ReactiveModelLifecycleService(configuration.get(), upstreams, clock, Schedulers.parallel());
	}

}
