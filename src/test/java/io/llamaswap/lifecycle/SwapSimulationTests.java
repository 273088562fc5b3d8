package io.llamaswap.lifecycle;

import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Thousands of random schedules in virtual time; the invariants are checked after each
 * step. {@code -Dsimulation.seed=N} replays one; {@code bench/simulate} runs a million.
 */
class SwapSimulationTests {

	private static final long RUNS = Long.getLong("simulation.runs", 50_000);

	@Test
	void everyInvariantHoldsInEveryRandomSchedule() {
		Long seed = Long.getLong("simulation.seed");
		LongStream seeds = (seed != null) ? LongStream.of(seed)
				: LongStream.range(Long.getLong("simulation.from", 0), RUNS);
		long steps = seeds.map(SwapSimulationTests::run).sum();
		assertThat(steps).isPositive();
	}

	private static long run(long seed) {
		try {
			return new SwapSimulation(seed, SwapSimulationTests::real).run();
		}
		catch (RuntimeException ex) {
			throw new AssertionError("seed " + seed + ": " + ex.getMessage() + System.lineSeparator() + "replay: "
					+ Scenario.replay(seed), ex);
		}
	}

	private static Decider real(SchedulingRules rules, java.time.Instant now) {
		return new SwapScheduler(rules, now)::on;
	}

}
