package io.llamaswap.directory;

import java.util.function.Supplier;

import io.llamaswap.lifecycle.ModelLifecycleService;
import io.llamaswap.model.MonotonicClock;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Makes the directory out of what is configured and what runs.
 */
@Configuration(proxyBeanMethods = false)
class DirectoryConfiguration {

	@Bean
	ActiveProfile activeProfile() {
		return new ActiveProfile();
	}

	@Bean
	PeerHealth peerHealth() {
		return new PeerHealth(MonotonicClock.system());
	}

	@Bean
	ModelDirectory modelDirectory(Supplier<io.llamaswap.config.Configuration> configuration,
			ModelLifecycleService lifecycle, ActiveProfile profile, PeerHealth peers) {
		return new ModelDirectory(configuration, lifecycle::statuses, profile, peers);
	}

}
