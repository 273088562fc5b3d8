package io.llamaswap.activity;

import java.util.function.Supplier;

import io.llamaswap.config.Configuration;

import org.springframework.context.annotation.Bean;

/**
 * Accounts for requests in the running program.
 */
@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
class AccountingConfiguration {

	@Bean(destroyMethod = "close")
	Activity activity(Supplier<Configuration> configuration) {
		return new Activity(() -> configuration.get().activity().metricsMaxInMemory());
	}

}
