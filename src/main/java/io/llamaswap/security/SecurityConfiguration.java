package io.llamaswap.security;

import java.util.function.Supplier;

import io.llamaswap.config.Configuration;

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
	OriginRule originRule(Supplier<Configuration> configuration, WebProperties properties) {
		return new OriginRule(configuration, properties);
	}

	@Bean
	HostNames hostNames() {
		return HostNames.ofThisMachine();
	}

}
