package io.llamaswap.api;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;

import io.llamaswap.error.ApiError;
import io.llamaswap.hardware.HardwareDetection;
import io.llamaswap.hardware.PerformanceMonitor;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What the machine has and how busy it is (contract 6.6 and 6.7).
 */
@RestController
final class MachineController {

	private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

	private final PerformanceMonitor performance;

	private final HardwareDetection hardware;

	private final @Nullable PrometheusMeterRegistry meters;

	private final @Nullable String version;

	MachineController(PerformanceMonitor performance, HardwareDetection hardware,
			ObjectProvider<PrometheusMeterRegistry> meters, ObjectProvider<BuildProperties> build) {
		this.performance = performance;
		this.hardware = hardware;
		this.meters = meters.getIfAvailable();
		BuildProperties built = build.getIfAvailable();
		this.version = (built != null) ? built.getVersion() : null;
	}

	@GetMapping("/api/performance")
	ResponseEntity<byte[]> performance(ServerHttpRequest request) {
		if (!this.performance.isOn()) {
			ResponseEntity<byte[]> answer = JsonAnswer.of(Map.of("enabled", false));
			return ResponseEntity.status(503).headers(answer.getHeaders()).body(answer.getBody());
		}
		String text = request.getQueryParams().getFirst("after");
		try {
			Instant after = (text == null || text.isEmpty()) ? null : OffsetDateTime.parse(text).toInstant();
			return JsonAnswer.of(PerformanceView.of(this.performance.samples(after), after));
		}
		catch (DateTimeParseException ex) {
			return TextAnswer.error(ApiError.of(400, "invalid 'after' timestamp, use RFC3339 format"), request);
		}
	}

	@GetMapping("/api/hardware")
	ResponseEntity<byte[]> hardware(ServerHttpRequest request) {
		return this.hardware.found()
			.map((found) -> JsonAnswer.of(HardwareView.of(found, this.version)))
			.orElseGet(() -> TextAnswer.error(ApiError.of(503, "hardware detection unavailable"), request));
	}

	@GetMapping("/metrics")
	Mono<ResponseEntity<byte[]>> metrics() {
		PrometheusMeterRegistry registry = this.meters;
		if (registry == null || !this.performance.isOn()) {
			return Mono.just(TextAnswer.text(503, "# performance monitor not available\n"));
		}
		// Some meters ask others, which is no work for the thread of a connection.
		return Mono
			.fromCallable(() -> ResponseEntity.ok()
				.header(HttpHeaders.CONTENT_TYPE, PROMETHEUS)
				.body(registry.scrape(PROMETHEUS).getBytes(StandardCharsets.UTF_8)))
			.subscribeOn(Schedulers.boundedElastic());
	}

}
