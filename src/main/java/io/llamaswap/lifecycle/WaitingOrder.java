package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Who goes first at a moment: those who have waited for too long, by age; then by rank,
 * by turn and by age.
 */
final class WaitingOrder {

	private static final Comparator<Waiting> BY_RANK = Comparator.comparingInt(Waiting::rank)
		.reversed()
		.thenComparingLong(Waiting::turn)
		.thenComparingLong(Waiting::sequence);

	private final Duration maxWait;

	private final Instant now;

	/** Who arrived then or before is overdue. */
	private final Instant overdueSince;

	WaitingOrder(Duration maxWait, Instant now) {
		this.maxWait = maxWait;
		this.now = now;
		this.overdueSince = now.minus(maxWait);
	}

	Instant now() {
		return this.now;
	}

	List<Waiting> sort(Collection<Waiting> waiting) {
		Waiting[] sorted = waiting.toArray(Waiting[]::new);
		Arrays.sort(sorted, this::compare);
		return Arrays.asList(sorted);
	}

	/**
	 * Returns the rank that counts now.
	 * @param waiting a request
	 * @return its own rank, or {@link Waiting#OVERDUE}
	 */
	int rank(Waiting waiting) {
		return isOverdue(waiting) ? Waiting.OVERDUE : waiting.rank();
	}

	Instant overdueAt(Waiting waiting) {
		return waiting.arrivedAt().plus(this.maxWait);
	}

	boolean isOverdue(Waiting waiting) {
		return !waiting.arrivedAt().isAfter(this.overdueSince);
	}

	private int compare(Waiting one, Waiting other) {
		boolean overdue = isOverdue(one);
		if (overdue != isOverdue(other)) {
			return overdue ? -1 : 1;
		}
		return overdue ? Long.compare(one.sequence(), other.sequence()) : BY_RANK.compare(one, other);
	}

}
