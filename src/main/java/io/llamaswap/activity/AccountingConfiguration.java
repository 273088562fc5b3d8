package io.llamaswap.activity;

import io.llamaswap.config.LiveConfiguration;

import org.springframework.context.annotation.Bean;

/**
 * Accounts for requests in the running program.
 */
@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
class AccountingConfiguration {

	@Bean(destroyMethod = "close")
	Activity activity(LiveConfiguration configuration) {
		Activity activity = new Activity(() -> configuration.get().activity().metricsMaxInMemory(),
				() -> configuration.get().activity().captureBytes(), configuration.get().activity().storePath());
		configuration.follow((outcome) -> activity.reconfigured());
		return activity;
	}

}
