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

	private final Map<Seat, Long> last = new HashMap<>();

	/**
	 * Gives a request its turn.
	 * @param caller who asks
	 * @param rank at which priority
	 * @param waiting everybody who waits already
	 * @return its turn: lower is earlier among those of the same rank
	 */
	long next(String caller, int rank, Collection<Waiting> waiting) {
		long begin = Long.MAX_VALUE;
		for (Waiting other : waiting) {
			begin = (other.rank() == rank) ? Math.min(begin, other.turn()) : begin;
		}
		if (begin == Long.MAX_VALUE) {
			this.last.keySet().removeIf((seat) -> seat.rank() == rank);
			begin = 0;
		}
		long first = begin;
		this.last.entrySet().removeIf((entry) -> entry.getKey().rank() == rank && entry.getValue() < first);
		Seat seat = new Seat(caller, rank);
		long turn = Math.max(first, this.last.getOrDefault(seat, -1L) + 1);
		this.last.put(seat, turn);
		return turn;
	}

	private record Seat(String caller, int rank) {

	}

}
