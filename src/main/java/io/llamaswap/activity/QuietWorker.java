package io.llamaswap.activity;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does work in turn on one thread of its own, a moment later. Handing it work takes no
 * lock, unlike the executors of the JDK, because it is handed over by event loops, and
 * wakes the thread at most once in {@link #PAUSE}. Its thread is a daemon.
 */
final class QuietWorker implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(QuietWorker.class);

	/** How long tasks gather before they are carried out together. */
	static final Duration PAUSE = Duration.ofMillis(10);

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final AtomicInteger waiting = new AtomicInteger();

	private final int most;

	private final Thread thread;

	private volatile boolean asleep;

	private volatile boolean closed;

	/**
	 * Starts.
	 * @param name name of the thread
	 * @param most how many tasks may wait
	 */
	QuietWorker(String name, int most) {
		this.most = most;
		this.thread = new Thread(this::work, name);
		this.thread.setDaemon(true);
		this.thread.start();
	}

	/**
	 * Hands over a task. Never blocks.
	 * @param task the task
	 * @return {@code false} if it was not taken: too many wait, or this is closed
	 */
	boolean offer(Runnable task) {
		if (this.closed) {
			return false;
		}
		if (this.waiting.incrementAndGet() > this.most) {
			this.waiting.decrementAndGet();
			return false;
		}
		this.tasks.add(task);
		// Either this sees that it sleeps, or it sees the task before it does.
		if (this.asleep) {
			this.asleep = false;
			LockSupport.unpark(this.thread);
		}
		return true;
	}

	private void work() {
		while (!this.closed) {
			Runnable task = this.tasks.poll();
			if (task == null) {
				rest();
				continue;
			}
			this.waiting.decrementAndGet();
			carryOut(task);
		}
	}

	private void rest() {
		this.asleep = true;
		while (this.asleep && this.tasks.isEmpty() && !this.closed) {
			LockSupport.park(this);
		}
		this.asleep = false;
		LockSupport.parkNanos(this, PAUSE.toNanos());
	}

	// The thread outlives whatever a task does.
	private static void carryOut(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException | Error ex) {
			logger.warn("a finished request was not recorded", ex);
		}
	}

	/** Ends after the task that is being carried out; what waits is dropped. */
	@Override
	public void close() {
		this.closed = true;
		LockSupport.unpark(this.thread);
	}

}
