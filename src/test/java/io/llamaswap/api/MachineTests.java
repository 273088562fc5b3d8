package io.llamaswap.api;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.LockSupport;

import io.llamaswap.config.Configuration;
import io.llamaswap.hardware.Hardware;
import io.llamaswap.hardware.HardwareDetection;
import io.llamaswap.hardware.PerformanceMonitor;
import io.llamaswap.log.LogBook;
import io.llamaswap.test.FakeModelLifecycle;
import io.llamaswap.test.FakeTools;
import io.llamaswap.test.SampleConfiguration;
import io.llamaswap.test.WebSlice;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The machine as clients see it: C292, C295.
 */
class MachineTests {

	private final Configuration configuration = SampleConfiguration.empty().model("a").build();

	private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor();

	private final PerformanceMonitor performance = new PerformanceMonitor(new FakeTools(FakeTools.TWO_CARDS),
			this.worker);

	private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private final WebSlice slice = WebSlice.start(this.configuration, new FakeModelLifecycle(this.configuration),
			"io.llamaswap.api", new LogBook(), this.performance, this.meters);

	@AfterEach
	void stop() {
		this.slice.close();
		this.worker.shutdownNow();
	}

	@ParameterizedTest(name = "GET {0}")
	@CsvSource(delimiter = '|', textBlock = """
			/api/performance | application/json | {"enabled":false}
			/api/hardware    | application/json | hardware detection unavailable
			/metrics         | text/plain       | # performance monitor not available
			""")
	void nothingIsPretendedWhereNothingIsWatched(String path, String type, String text) {
		this.slice.client()
			.get()
			.uri(path)
			.exchange()
			.expectStatus()
			.isEqualTo(503)
			.expectHeader()
			.contentTypeCompatibleWith(type)
			.expectBody(String.class)
			.value((body) -> assertThat(body).contains(text));
	}

	@Test
	void samplesHaveTheMembersOfTheContract() {
		watch();
		assertThat(get("/api/performance", 200)).matches("(?s)\\{\"enabled\":true,\"gpu_stats\":\\[\\{"
				+ "\"timestamp\":\"[0-9T:.-]+Z\",\"id\":0,\"name\":\"NVIDIA GeForce RTX 4090\",\"uuid\":\"GPU-1\",\"temp_c\":45,"
				+ "\"vram_temp_c\":0,\"gpu_util_pct\":98,\"mem_util_pct\":83.37,\"mem_used_mb\":20480,\"mem_total_mb\":24564,"
				+ "\"fan_speed_pct\":30,\"power_draw_w\":312.5\\},\\{.*\\],\"sys_stats\":\\[\\{\"timestamp\":\"[0-9T:.-]+Z\","
				+ "\"cpu_util_per_core\":\\[[0-9.,]*\\],\"mem_total_mb\":[0-9]+,\"mem_used_mb\":[0-9]+,\"mem_free_mb\":[0-9]+,"
				+ "\"swap_total_mb\":[0-9]+,\"swap_used_mb\":[0-9]+,\"load_avg_1\":[0-9.]+,\"load_avg_5\":[0-9.]+,"
				+ "\"load_avg_15\":[0-9.]+,\"net_io\":\\[.*\\]\\}.*\\]\\}\n");
	}

	@Test
	void onlyWhatIsYoungerIsSentOnRequest() {
		watch();
		assertThat(get("/api/performance?after=" + Instant.now().plusSeconds(60), 200))
			.isEqualTo("{\"enabled\":true,\"gpu_stats\":[],\"sys_stats\":[]}\n");
		assertThat(get("/api/performance?after=2020-01-01T00:00:00%2B01:00", 200)).contains("GPU-1");
		assertThat(get("/api/performance?after=yesterday", 400)).contains("invalid 'after' timestamp");
	}

	@Test
	void nothingSeenYetIsNull() {
		this.worker.execute(() -> LockSupport.parkNanos(Duration.ofMinutes(1).toNanos()));
		this.performance.lookEvery(Duration.ofHours(1));
		assertThat(get("/api/performance", 200))
			.isEqualTo("{\"enabled\":true,\"gpu_stats\":null,\"sys_stats\":null}\n");
	}

	@Test
	void hardwareHasTheMembersOfTheContract() {
		this.slice.bean(HardwareDetection.class).begin();
		assertThat(get("/api/hardware", 200)).matches("\\{\"schema_version\":1,\"captured_at\":\"[0-9T:.-]+Z\","
				+ "\"capture\":\\{\"scope\":\"inference_host\",\"method\":\"detected\",\"detector\":\\{\"name\":\"llama-swap\","
				+ "\"version\":.+\\}\\},\"architecture\":\\{\"name\":.+,\"raw_name\":.+\\},\"operating_system\":\\{\"family\":.+,"
				+ "\"name\":.+,\"version\":.+,\"kernel\":.+\\},\"environment\":\\{\"kind\":.+,\"name\":.+,\"version\":null\\},"
				+ "\"cpu\":\\{\"vendor\":.+,\"model\":.+,\"socket_count\":.+,\"physical_core_count\":.+,"
				+ "\"logical_thread_count\":[0-9]+\\},\"memory\":\\{\"capacity_bytes\":[0-9]+\\},\"accelerators\":\\[.*\\]\\}\n");
	}

	@Test
	void acceleratorsAreNumberedAndUnknownFactsAreNull() {
		Hardware hardware = new Hardware(Instant.EPOCH, "sparc",
				new Hardware.OperatingSystem("SunOS", null, null, null), new Hardware.Environment("unknown", null),
				new Hardware.Cpu(null, null, null, null, 4), null,
				List.of(new Hardware.Accelerator("nvidia", "RTX", "dedicated", 24L << 30, "nvidia", "570.1", 450.0),
						new Hardware.Accelerator("nvidia", null, "unknown", null, null, null, null)));
		assertThat(JsonAnswer.text(HardwareView.of(hardware, null))).contains(
				"\"architecture\":{\"name\":\"other\",\"raw_name\":\"sparc\"}",
				"\"operating_system\":{\"family\":\"other\",\"name\":null,\"version\":null,\"kernel\":null,\"raw_family\":\"SunOS\"}",
				"\"memory\":{\"capacity_bytes\":null}",
				"{\"index\":0,\"kind\":\"gpu\",\"vendor\":\"nvidia\",\"model\":\"RTX\",\"architecture\":null,"
						+ "\"memory\":{\"kind\":\"dedicated\",\"capacity_bytes\":25769803776},"
						+ "\"driver\":{\"name\":\"nvidia\",\"version\":\"570.1\"},\"power_limit_watts\":450.0}",
				"{\"index\":1,\"kind\":\"gpu\",\"vendor\":\"nvidia\",\"model\":null,\"architecture\":null,"
						+ "\"memory\":{\"kind\":\"unknown\",\"capacity_bytes\":null},\"driver\":null,\"power_limit_watts\":null}");
	}

	@Test
	void prometheusIsServed() {
		watch();
		this.meters.counter("llamaswap.model.starts", "model", "m").increment();
		assertThat(get("/metrics", 200)).contains("llamaswap_model_starts_total{model=\"m\"} 1.0\n");
		this.slice.client()
			.get()
			.uri("/metrics")
			.exchange()
			.expectHeader()
			.valueMatches("Content-Type", "text/plain; ?version=0.0.4; ?charset=utf-8");
	}

	private void watch() {
		this.performance.lookEvery(Duration.ofMillis(50));
		Awaitility.await().until(() -> this.performance.latest().isPresent());
	}

	private String get(String path, int status) {
		return new String(Objects.requireNonNull(this.slice.client()
			.get()
			.uri(URI.create(this.slice.address() + path))
			.exchange()
			.expectStatus()
			.isEqualTo(status)
			.expectBody(byte[].class)
			.returnResult()
			.getResponseBody()), StandardCharsets.UTF_8);
	}

}
