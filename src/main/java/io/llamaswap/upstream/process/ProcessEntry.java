package io.llamaswap.upstream.process;

/**
 * One process as the kernel lists it.
 *
 * @param pid its id
 * @param state the kernel's letter for its state
 * @param parent id of its parent
 * @param group id of its process group
 * @param session id of its session
 * @param threads how many threads it has
 * @param startTicks when it started, in clock ticks since the machine did
 */
record ProcessEntry(long pid, char state, long parent, long group, long session, int threads, long startTicks) {

	/**
	 * Tells whether it still holds anything. A zombie does not, unless only its first
	 * thread has ended.
	 * @return {@code false} if only its exit code is left
	 */
	boolean isAlive() {
		return switch (this.state) {
			case 'Z' -> this.threads > 1;
			case 'X', 'x' -> false;
			default -> true;
		};
	}

	/**
	 * Tells whether it waits in the kernel and cannot be disturbed. Then its memory, and
	 * with it its environment, may not be readable without waiting too.
	 * @return {@code true} in uninterruptible sleep
	 */
	boolean isUninterruptible() {
		return this.state == 'D';
	}

}
