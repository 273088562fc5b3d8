package io.llamaswap.lifecycle;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Shows that the simulation bites: each way of being wrong is caught by its own
 * invariant.
 */
class SwapSimulationBiteTests {

	private static final int SEEDS = 1500;

	@ParameterizedTest(name = "{0} is caught by invariant {1}")
	@MethodSource
	void brokenScheduler(String name, int invariant, Decider.Factory factory) {
		Set<Integer> broken = new TreeSet<>();
		for (long seed = 0; seed < SEEDS && !broken.contains(invariant); seed++) {
			try {
				new SwapSimulation(new Scenario(seed), factory, invariant).run();
			}
			catch (InvariantViolation ex) {
				broken.add(ex.invariant());
			}
		}
		assertThat(broken).as(name).contains(invariant);
	}

	static Stream<Arguments> brokenScheduler() {
		return Stream.of(arguments("without a policy", 1, BrokenSchedulers::withoutPolicy),
				arguments("believing in stops that are not confirmed", 1, BrokenSchedulers::believingInStops),
				arguments("forgetful of answers", 2, BrokenSchedulers::forgetfulOfAnswers),
				arguments("blind to leases", 3, BrokenSchedulers::blindToLeases),
				arguments("without a waiting bound", 4, BrokenSchedulers::withoutWaitingBound),
				arguments("impatient with loads", 5, BrokenSchedulers::impatientWithLoads),
				arguments("deaf to cancels", 5, BrokenSchedulers::deafToCancels),
				arguments("deaf to ends", 6, BrokenSchedulers::deafToEnds),
				arguments("blocked by stops", 7, BrokenSchedulers::blockedByStops),
				arguments("without collation", 8, BrokenSchedulers::withoutCollation),
				arguments("restarting everything at a reload", 9, BrokenSchedulers::restartingAll),
				arguments("keeping what a reload made obsolete", 9, BrokenSchedulers::keepingAll),
				arguments("ending what a reload took back", 9, BrokenSchedulers::neverReviving),
				arguments("refusing who can be served by another name", 14, BrokenSchedulers::withoutHeirs),
				arguments("without residency", 13, BrokenSchedulers::withoutResidency),
				arguments("without draining", 3, BrokenSchedulers::withoutDraining),
				arguments("blind to priorities", 10, BrokenSchedulers::blindToPriorities),
				arguments("without an end of waiting", 10, BrokenSchedulers::withoutMaxWait),
				arguments("without an end of overtaking", 11, BrokenSchedulers::withoutEndOfOvertaking),
				arguments("hard on disks", 12, BrokenSchedulers::hardOnDisks),
				arguments("without bounds of its queue", 14, BrokenSchedulers::withoutBounds),
				arguments("with a smaller queue than it may have", 14, BrokenSchedulers::withSmallerQueue),
				arguments("loading for everybody", 14, BrokenSchedulers::loadingForEverybody),
				arguments("without a limit of concurrency", 15, BrokenSchedulers::withoutConcurrencyLimit),
				arguments("counting what is only read", 7, BrokenSchedulers::countingAll),
				arguments("losing leases of those who left", 15, BrokenSchedulers::losingLeases),
				arguments("blind to callers", 16, BrokenSchedulers::blindToCallers),
				arguments("draining for ever", 17, BrokenSchedulers::drainingForEver));
	}

	private static Arguments arguments(String name, int invariant, Decider.Factory factory) {
		return Arguments.of(name, invariant, factory);
	}

}
