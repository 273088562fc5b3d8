package io.llamaswap.hardware;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PerformanceMonitorTests {

	private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

	private static final Duration OFTEN = Duration.ofMillis(2);

	private final AtomicReference<Duration> step = new AtomicReference<>(Duration.ofMinutes(10));

	private final AtomicReference<Instant> now = new AtomicReference<>(NOW);

	private final AtomicInteger prepared = new AtomicInteger();

	private final AtomicInteger looks = new AtomicInteger();

	private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor();

	private final PerformanceMonitor monitor = new PerformanceMonitor(this::sources, this.worker, new Clock() {

		@Override
		public ZoneOffset getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(java.time.ZoneId zone) {
			return this;
		}

		@Override
		public Instant instant() {
			return PerformanceMonitorTests.this.now
				.updateAndGet((before) -> before.plus(PerformanceMonitorTests.this.step.get()));
		}
	});

	@AfterEach
	void stop() {
		this.worker.shutdownNow();
	}

	@Test
	void anHourIsKept() {
		this.monitor.lookEvery(OFTEN);
		Awaitility.await().until(() -> this.looks.get() > 20);
		List<PerformanceMonitor.Sample> kept = this.monitor.samples(null);
		assertThat(kept).hasSize(6);
		Instant third = kept.get(2).system().timestamp();
		this.step.set(Duration.ZERO);
		assertThat(this.monitor.samples(third)).first()
			.satisfies((sample) -> assertThat(sample.system().timestamp()).isAfter(third));
	}

	@Test
	void acceleratorsOfAllKindsAreNumberedTogether() {
		this.monitor.lookEvery(OFTEN);
		Awaitility.await().until(() -> this.monitor.latest().isPresent());
		assertThat(this.monitor.latest().orElseThrow().gpus()).extracting(GpuSample::id).containsExactly(0, 1, 2);
	}

	@Test
	void offIsOffUntilItIsOnAgain() {
		assertThat(this.monitor.isOn()).isFalse();
		this.monitor.lookEvery(OFTEN);
		this.monitor.lookEvery(OFTEN);
		Awaitility.await().until(() -> this.looks.get() > 0);
		this.monitor.lookEvery(Duration.ZERO);
		assertThat(this.monitor.isOn()).isFalse();
		assertThat(this.monitor.samples(null)).isEmpty();
		assertThat(this.prepared).hasValue(1);
		this.monitor.lookEvery(OFTEN);
		Awaitility.await().until(() -> this.monitor.latest().isPresent());
		assertThat(this.prepared).hasValue(2);
	}

	@Test
	void lookThatFailsIsNotTheLast() {
		this.looks.set(-3);
		this.monitor.lookEvery(OFTEN);
		Awaitility.await().until(() -> this.monitor.latest().isPresent());
		assertThat(this.looks.get()).isPositive();
	}

	private PerformanceMonitor.Sources sources() {
		this.prepared.incrementAndGet();
		GpuSource two = (now) -> List.of(gpu(now, 0), gpu(now, 1));
		GpuSource one = (now) -> List.of(gpu(now, 0));
		return new PerformanceMonitor.Sources((now) -> {
			if (this.looks.incrementAndGet() <= 0) {
				throw new IllegalStateException("no answer");
			}
			return new SystemSample(now, List.of(), 0, 0, 0, 0, 0, 0, 0, 0, List.of());
		}, List.of(two, one));
	}

	private static GpuSample gpu(Instant now, int id) {
		return new GpuSample(now, id, "x", "", 0, 0, 0, 0, 0, 0, 0);
	}

}
