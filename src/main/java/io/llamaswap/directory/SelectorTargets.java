package io.llamaswap.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.llamaswap.config.SelectorConfiguration;
import io.llamaswap.model.ModelState;

/**
 * The targets of one selector and how many of its requests each of them has (contract
 * 2.9). Thread-safe.
 */
final class SelectorTargets {

	private final SelectorConfiguration selector;

	/** Guarded by this, as what follows. */
	private final int[] inFlight;

	private int turn;

	SelectorTargets(SelectorConfiguration selector) {
		this.selector = selector;
		this.inFlight = new int[selector.targets().size()];
	}

	SelectorConfiguration selector() {
		return this.selector;
	}

	/**
	 * Chooses a target for one request.
	 * @param standing how a target stands at this moment
	 * @return the choice, or empty if nothing is available
	 */
	synchronized Optional<Choice> choose(Function<String, Standing> standing) {
		List<Standing> standings = this.selector.targets().stream().map(standing).toList();
		int index = switch (this.selector.strategy()) {
			case PIN -> 0;
			case WARM -> warmest(standings);
			case SPILLOVER -> leastBusy(standings);
		};
		if (index < 0) {
			return Optional.empty();
		}
		this.inFlight[index]++;
		AtomicBoolean released = new AtomicBoolean();
		return Optional.of(new Choice(this.selector.targets().get(index), () -> {
			if (released.compareAndSet(false, true)) {
				release(index);
			}
		}));
	}

	/**
	 * Tells what would be chosen, and leaves everything as it is.
	 * @param standing how a target stands at this moment
	 * @return the choice, whose release does nothing, or empty if nothing is available
	 */
	synchronized Optional<Choice> foresee(Function<String, Standing> standing) {
		int before = this.turn;
		Optional<Choice> choice = choose(standing);
		choice.map(Choice::release).ifPresent(Runnable::run);
		this.turn = before;
		return choice;
	}

	private synchronized void release(int index) {
		this.inFlight[index]--;
	}

	private static int warmest(List<Standing> standings) {
		int ready = standings.indexOf(Standing.READY);
		return (ready >= 0) ? ready : Math.max(0, standings.indexOf(Standing.STARTING));
	}

	private int leastBusy(List<Standing> standings) {
		List<Integer> active = new ArrayList<>();
		int firstCold = -1;
		for (int index = 0; index < standings.size(); index++) {
			Standing standing = standings.get(index);
			if (standing == Standing.AWAY) {
				continue;
			}
			if (standing != Standing.COLD || this.inFlight[index] > 0) {
				active.add(index);
			}
			else if (firstCold < 0) {
				firstCold = index;
			}
		}
		int least = active.stream().mapToInt((index) -> this.inFlight[index]).min().orElse(Integer.MAX_VALUE);
		if (active.isEmpty() || (least >= this.selector.spillover() && firstCold >= 0)) {
			return firstCold;
		}
		List<Integer> tied = active.stream().filter((index) -> this.inFlight[index] == least).toList();
		return tied.get(Math.floorMod(this.turn++, tied.size()));
	}

	/**
	 * How a target stands.
	 */
	enum Standing {

		/** A local model that is ready. */
		READY,

		/** A local model that is starting. */
		STARTING,

		/** A local model that would have to be started, or a peer. */
		COLD,

		/** A local model that is going away, or a peer that is dead. */
		AWAY;

		static Standing of(ModelState state) {
			return switch (state) {
				case READY -> READY;
				case STARTING -> STARTING;
				case STOPPING -> AWAY;
				default -> COLD;
			};
		}

	}

	/**
	 * What was chosen.
	 *
	 * @param target name of the target
	 * @param release to be run when the request has ended
	 */
	record Choice(String target, Runnable release) {

	}

}
