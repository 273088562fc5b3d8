package io.llamaswap.actuate;

import io.llamaswap.config.LiveConfiguration;
import io.llamaswap.config.ReloadOutcome;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Tells whether the configuration on disk could be used when it was last read. Healthy
 * either way: the one in force works, and a restart would not mend the file.
 */
@Component("configurationHealthIndicator")
final class ConfigurationHealthIndicator implements HealthIndicator {

	private final LiveConfiguration configuration;

	ConfigurationHealthIndicator(LiveConfiguration configuration, MeterRegistry registry) {
		this.configuration = configuration;
		Gauge.builder("llamaswap.config.reload.failed", configuration, (live) -> isBroken(live.last()) ? 1 : 0)
			.description("1 if the configuration that was last read cannot be used, and an older one is in force")
			.strongReference(true)
			.register(registry);
	}

	@Override
	public Health health() {
		ReloadOutcome last = this.configuration.last();
		if (last == null) {
			return Health.up().withDetail("reload", "none yet").build();
		}
		return Health.up()
			.withDetail("reload", last.isSound() ? "ok" : "failed, the configuration before it stays in force")
			.withDetail("summary", last.summary())
			.withDetail("at", last.at().toString())
			.build();
	}

	private static boolean isBroken(@Nullable ReloadOutcome last) {
		return last != null && !last.isSound();
	}

}
