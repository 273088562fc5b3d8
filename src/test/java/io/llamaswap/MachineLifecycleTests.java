package io.llamaswap;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import io.llamaswap.config.ConfigurationLoader;
import io.llamaswap.config.LiveConfiguration;
import io.llamaswap.hardware.HardwareDetection;
import io.llamaswap.hardware.PerformanceMonitor;
import io.llamaswap.test.Configurations;
import io.llamaswap.test.FakeTools;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MachineLifecycleTests {

	private static final String MODELS = "models: {m: {cmd: 'x --port ${PORT}'}}\n";

	private final ScheduledThreadPoolExecutor worker = new ScheduledThreadPoolExecutor(1);

	private final PerformanceMonitor performance = new PerformanceMonitor(new FakeTools(null), this.worker);

	private final HardwareDetection hardware = new HardwareDetection(new FakeTools(null), this.worker);

	private final ConfigurationLoader loader = new ConfigurationLoader(Map.of());

	private String file = MODELS;

	private final LiveConfiguration live = new LiveConfiguration(Configurations.parse(MODELS), this.loader,
			(before) -> this.loader.reload(Map.of("config.yaml", this.file), before), Runnable::run, Clock.systemUTC());

	private final MachineLifecycle lifecycle = new MachineLifecycle(this.live, this.performance, this.hardware);

	@AfterEach
	void stop() {
		this.worker.shutdownNow();
	}

	@Test
	void machineIsWatchedWhileTheProgramRuns() {
		assertThat(this.performance.isOn()).isFalse();
		this.lifecycle.start();
		assertThat(this.performance.isOn()).isTrue();
		this.lifecycle.stop();
		assertThat(this.performance.isOn()).isFalse();
	}

	@Test
	void hardwareIsLookedForAsideAfterTheStart() {
		CountDownLatch busy = new CountDownLatch(1);
		this.worker.execute(() -> {
			assertThat(this.hardware.found()).isEmpty();
			busy.countDown();
		});
		this.lifecycle.start();
		Awaitility.await().until(() -> this.hardware.found().isPresent());
		assertThat(busy.getCount()).isZero();
	}

	@Test
	void reloadSwitchesItOffAndOn() {
		this.lifecycle.start();
		reload("performance: {disabled: true}\n");
		assertThat(this.performance.isOn()).isFalse();
		reload("performance: {every: 10s}\n");
		assertThat(this.performance.isOn()).isTrue();
	}

	@Test
	void reloadBeforeTheStartSwitchesNothingOn() {
		reload("performance: {every: 10s}\n");
		assertThat(this.performance.isOn()).isFalse();
	}

	private void reload(String settings) {
		this.file = settings + MODELS;
		assertThat(this.live.reload("test").join().isSound()).isTrue();
	}

}
