package io.llamaswap.model;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MonotonicClock}: limits are counted by it, so that setting the clock
 * of the machine changes none.
 */
class MonotonicClockTests {

	private Instant wall = Instant.parse("2026-03-29T01:00:00Z");

	private long nanos = -3;

	@Test
	void clockThatIsSetNeitherHastensNorDelaysALimit() {
		Instant begin = this.wall;
		MonotonicClock clock = new MonotonicClock(() -> this.wall, () -> this.nanos);
		assertThat(clock.instant()).isEqualTo(begin);
		this.nanos += Duration.ofSeconds(2).toNanos();
		this.wall = begin.minus(Duration.ofHours(1));
		assertThat(clock.instant()).as("set back an hour").isEqualTo(begin.plusSeconds(2));
		this.nanos += Duration.ofSeconds(2).toNanos();
		this.wall = begin.plus(Duration.ofDays(400));
		assertThat(clock.instant()).as("set to next year").isEqualTo(begin.plusSeconds(4));
	}

	@Test
	void advancesWithTheTimeThatPassesAndNeverGoesBack() {
		InstantSource clock = MonotonicClock.system();
		long nanos = System.nanoTime();
		Instant begin = clock.instant();
		Instant last = begin;
		while (System.nanoTime() - nanos < Duration.ofMillis(20).toNanos()) {
			Instant now = clock.instant();
			assertThat(now).isAfterOrEqualTo(last);
			last = now;
		}
		Duration passed = Duration.between(begin, last);
		assertThat(passed).isBetween(Duration.ofMillis(10), Duration.ofNanos(System.nanoTime() - nanos).plusMillis(5));
	}

}
