package io.llamaswap.routing;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of request bodies may be held in memory at the same time, by all
 * requests together. Thread-safe.
 */
final class ByteBudget {

	private final AtomicLong left;

	ByteBudget(long bytes) {
		this.left = new AtomicLong(bytes);
	}

	/**
	 * Takes bytes if there are enough.
	 * @param bytes how many
	 * @return {@code false} if nothing was taken
	 */
	boolean tryTake(long bytes) {
		if (this.left.addAndGet(-bytes) >= 0) {
			return true;
		}
		this.left.addAndGet(bytes);
		return false;
	}

	void giveBack(long bytes) {
		this.left.addAndGet(bytes);
	}

	long left() {
		return this.left.get();
	}

}
