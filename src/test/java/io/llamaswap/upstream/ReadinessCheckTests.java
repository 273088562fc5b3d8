package io.llamaswap.upstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReadinessCheck}.
 */
class ReadinessCheckTests {

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final List<Long> askedAt = new ArrayList<>();

	private final List<Duration> limits = new ArrayList<>();

	private final AtomicBoolean done = new AtomicBoolean();

	@Test
	void firstQuestionComesAtOnceAndPausesGrowWithTheTimeWaited() {
		start(this::loading);
		assertThat(this.askedAt).containsExactly(0L);
		this.time.advanceTimeBy(Duration.ofSeconds(30));
		assertThat(pauseAfter(0)).isEqualTo(10);
		assertThat(pauseAfter(900)).isEqualTo(10);
		assertThat(pauseAfter(5000)).isBetween(50L, 55L);
		assertThat(pauseAfter(28_000)).isEqualTo(250);
		assertThat(this.done).isFalse();
	}

	@Test
	void patienceWithOneQuestionGrowsFromOneToFiveSeconds() {
		start(this::loading);
		this.time.advanceTimeBy(Duration.ofSeconds(30));
		assertThat(this.limits.get(0)).isEqualTo(Duration.ofSeconds(1));
		assertThat(this.limits.get(this.limits.size() - 1)).isEqualTo(Duration.ofSeconds(5));
		assertThat(this.limits).isSorted();
	}

	@Test
	void errorOfAProbeIsAnAnswerToo() {
		ReadinessCheck check = start(() -> {
			throw new IllegalArgumentException("bad address");
		});
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(this.askedAt).hasSizeGreaterThan(10);
		assertThat(check.lastAnswer()).isEqualTo("IllegalArgumentException");
	}

	@Test
	void healthyAnswerEndsIt() {
		start(() -> new HealthProbe.Answer(this.askedAt.size() > 2, "HTTP 200"));
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(this.askedAt).containsExactly(0L, 10L, 20L);
		assertThat(this.done).isTrue();
	}

	private HealthProbe.Answer loading() {
		return new HealthProbe.Answer(false, "HTTP 503");
	}

	private ReadinessCheck start(Supplier<HealthProbe.Answer> answer) {
		HealthProbe probe = (limit) -> {
			this.askedAt.add(this.time.now(TimeUnit.MILLISECONDS));
			this.limits.add(limit);
			return Mono.fromSupplier(answer);
		};
		ReadinessCheck check = new ReadinessCheck(probe, this.time);
		check.untilHealthy().subscribe((nothing) -> {
		}, (error) -> {
		}, () -> this.done.set(true));
		return check;
	}

	private long pauseAfter(long millis) {
		int index = 0;
		while (this.askedAt.get(index) < millis) {
			index++;
		}
		return this.askedAt.get(index + 1) - this.askedAt.get(index);
	}

}
