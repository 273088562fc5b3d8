package io.llamaswap.lifecycle;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Deals out turns so that callers who wait at the same priority are served in turn: the
 * second request of one comes after the first of everybody else. Remembers only callers
 * who are ahead of those that wait, so it is never larger than the queue. Used by the
 * scheduler's thread only.
 */
final class FairTurns {

	/** Comes after all turns: nothing is held against anybody. */
	private static final long NOBODY = Long.MAX_VALUE;

	private final Map<Seat, Long> last = new HashMap<>();

	/**
	 * Gives a request its turn.
	 * @param caller who asks
	 * @param rank at which priority
	 * @param waiting everybody who waits already
	 * @return its turn: lower is earlier among those of the same rank
	 */
	long next(String caller, int rank, Collection<Waiting> waiting) {
		long first = first(rank, waiting);
		long turn = turn(caller, rank, first);
		this.last.entrySet().removeIf((entry) -> entry.getKey().rank() == rank && entry.getValue() < first);
		this.last.put(new Seat(caller, rank), turn);
		return turn;
	}

	/**
	 * Tells which turn a request would get. Changes nothing.
	 * @param caller who asks
	 * @param rank at which priority
	 * @param waiting everybody who waits already
	 * @return its turn
	 */
	long foresee(String caller, int rank, Collection<Waiting> waiting) {
		return turn(caller, rank, first(rank, waiting));
	}

	private long turn(String caller, int rank, long first) {
		return (first != NOBODY) ? Math.max(first, this.last.getOrDefault(new Seat(caller, rank), -1L) + 1) : 0;
	}

	private static long first(int rank, Collection<Waiting> waiting) {
		long first = NOBODY;
		for (Waiting other : waiting) {
			first = (other.rank() == rank) ? Math.min(first, other.turn()) : first;
		}
		return first;
	}

	private record Seat(String caller, int rank) {

	}

}
