package io.llamaswap.security;

import java.util.function.Supplier;

import io.llamaswap.config.Configuration;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Wires what looks at a request before anybody else does.
 */
@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebProperties.class)
class SecurityConfiguration {

	@Bean
	Authentication authentication(Supplier<Configuration> configuration) {
		return new Authentication(configuration);
	}

	@Bean
	MeterBinder failedKeys(Authentication authentication) {
		return (registry) -> FunctionCounter.builder("llamaswap.keys.failed", authentication, Authentication::failed)
			.description("Keys that were shown and are nobody's")
			.register(registry);
	}

	@Bean
	OriginRule originRule(Supplier<Configuration> configuration, WebProperties properties) {
		return new OriginRule(configuration, properties);
	}

	@Bean
	HostNames hostNames() {
		return HostNames.ofThisMachine();
	}

}
