package io.llamaswap.lifecycle;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time and in order, on the thread that brings them: whoever comes
 * while another thread is at it leaves its task there and goes on. So a warm request is
 * granted without changing threads, and nobody ever waits for a lock.
 */
final class SerialLoop {

	private static final Logger logger = LoggerFactory.getLogger(SerialLoop.class);

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final AtomicInteger outstanding = new AtomicInteger();

	/**
	 * Runs a task now or after those that are there already. A task that throws is
	 * logged; the next one runs all the same.
	 * @param task must not block
	 */
	void run(Runnable task) {
		this.tasks.add(task);
		if (this.outstanding.getAndIncrement() != 0) {
			return;
		}
		int taken = 1;
		while (taken != 0) {
			drain();
			taken = this.outstanding.addAndGet(-taken);
		}
	}

	private void drain() {
		Runnable task = this.tasks.poll();
		while (task != null) {
			runSafely(task);
			task = this.tasks.poll();
		}
	}

	private void runSafely(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException | Error ex) {
			// Not even an error may end the loop: nobody would ever be served again.
			logger.error("a task of the scheduler failed; it goes on with the next one", ex);
		}
	}

}
