package io.llamaswap;

import java.time.Duration;

import io.llamaswap.config.ActivityConfiguration;
import io.llamaswap.config.LiveConfiguration;
import io.llamaswap.hardware.HardwareDetection;
import io.llamaswap.hardware.PerformanceMonitor;

import org.springframework.context.SmartLifecycle;

/**
 * Begins to look at the machine once everything else runs, so that no look delays the
 * start, and goes by each new configuration.
 */
final class MachineLifecycle implements SmartLifecycle {

	private final LiveConfiguration configuration;

	private final PerformanceMonitor performance;

	private final HardwareDetection hardware;

	private volatile boolean running;

	MachineLifecycle(LiveConfiguration configuration, PerformanceMonitor performance, HardwareDetection hardware) {
		this.configuration = configuration;
		this.performance = performance;
		this.hardware = hardware;
		configuration.follow((outcome) -> watch());
	}

	@Override
	public void start() {
		this.running = true;
		this.hardware.begin();
		watch();
	}

	@Override
	public void stop() {
		this.running = false;
		watch();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	private void watch() {
		ActivityConfiguration asked = this.configuration.get().activity();
		this.performance
			.lookEvery((this.running && asked.performanceEnabled()) ? asked.performanceInterval() : Duration.ZERO);
	}

}
