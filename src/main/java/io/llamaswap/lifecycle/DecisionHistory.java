package io.llamaswap.lifecycle;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last decisions. A model that refuses one request after the other takes one place,
 * so that it does not push out what led to it. Any thread.
 */
final class DecisionHistory {

	/** So many decisions are remembered. */
	static final int MOST = 50;

	/** Newest first; guarded by itself. */
	private final Deque<SwapDecision> decisions = new ArrayDeque<>();

	/**
	 * Remembers a decision.
	 * @param decision made just now
	 * @return how it is remembered: with the number of its like before it
	 */
	SwapDecision add(SwapDecision decision) {
		synchronized (this.decisions) {
			SwapDecision last = this.decisions.peekFirst();
			SwapDecision kept = (last != null && decision.repeats(last)) ? decision.times(last.times() + 1) : decision;
			if (kept.times() > 1) {
				this.decisions.removeFirst();
			}
			this.decisions.addFirst(kept);
			if (this.decisions.size() > MOST) {
				this.decisions.removeLast();
			}
			return kept;
		}
	}

	/**
	 * Returns what is remembered.
	 * @return the decisions, newest first
	 */
	List<SwapDecision> newestFirst() {
		synchronized (this.decisions) {
			return List.copyOf(this.decisions);
		}
	}

}
