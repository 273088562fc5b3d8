package io.llamaswap.actuate;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import io.llamaswap.hardware.PerformanceMonitor;
import io.llamaswap.test.FakeTools;
import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MachineMetersTests {

	@Test
	void machineIsToldUnderLlamaSwapsNamesBesideOurMeters() {
		ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor();
		PerformanceMonitor monitor = new PerformanceMonitor(new FakeTools(FakeTools.TWO_CARDS), worker);
		PrometheusRegistry prometheus = new PrometheusRegistry();
		PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, prometheus,
				Clock.SYSTEM);
		registry.counter("llamaswap.model.starts", "model", "m").increment();
		prometheus.register(new MachineMeters(monitor, new PrometheusRegistry()));
		assertThat(registry.scrape()).contains("llamaswap_model_starts_total").doesNotContain("llamaswap_gpu");
		monitor.lookEvery(Duration.ofMillis(5));
		try {
			Awaitility.await().until(() -> monitor.latest().isPresent());
			assertThat(registry.scrape("text/plain; version=0.0.4; charset=utf-8")).contains(
					"# TYPE llamaswap_cpu_util_percent gauge\n", "# HELP llamaswap_cpu_util_percent ",
					"\nllamaswap_cpu_util_percent{core=\"0\"} ", "\nllamaswap_memory_total_bytes ",
					"\nllamaswap_memory_used_bytes ", "\nllamaswap_memory_free_bytes ", "\nllamaswap_swap_total_bytes ",
					"\nllamaswap_swap_used_bytes ", "\nllamaswap_load_average{interval=\"1m\"} ", "{interval=\"5m\"} ",
					"{interval=\"15m\"} ", "# TYPE llamaswap_network_bytes_total counter\n",
					"\nllamaswap_gpu_temperature_celsius{id=\"0\",name=\"NVIDIA GeForce RTX 4090\",uuid=\"GPU-1\"} 45.0\n",
					"\nllamaswap_gpu_util_percent{", "\nllamaswap_gpu_memory_util_percent{",
					"\nllamaswap_gpu_memory_used_bytes{", "\nllamaswap_gpu_memory_total_bytes{",
					"\nllamaswap_gpu_fan_speed_percent{", "\nllamaswap_gpu_power_draw_watts{",
					"llamaswap_model_starts_total{model=\"m\"} 1.0")
				.doesNotContain("NaN")
				.doesNotContain("llamaswap_gpu_vram_temperature_celsius");
		}
		finally {
			worker.shutdownNow();
		}
	}

}
