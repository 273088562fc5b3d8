package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MonotonicClock}: limits are counted by it, so that setting the clock
 * of the machine changes none.
 */
class MonotonicClockTests {

	@Test
	void advancesWithTheTimeThatPassesAndNeverGoesBack() {
		MonotonicClock clock = new MonotonicClock();
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
