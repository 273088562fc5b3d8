package io.llamaswap.upstream.process;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that starts processes. It never ends, because the kernel counts the
 * thread as the parent: a child that asked to die with its parent would be killed when a
 * pooled thread retires.
 */
final class SpawnThread implements Executor {

	private static final Logger logger = LoggerFactory.getLogger(SpawnThread.class);

	private static final int MOST_WAITING = 1024;

	// Without a lock, so that no event loop ever waits to hand a task over.
	private final LinkedTransferQueue<Runnable> tasks = new LinkedTransferQueue<>();

	SpawnThread() {
		Thread thread = new Thread(this::run, "upstream-spawn");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void execute(Runnable task) {
		if (this.tasks.size() >= MOST_WAITING) {
			throw new RejectedExecutionException("%d starts are waiting already".formatted(MOST_WAITING));
		}
		this.tasks.put(task);
	}

	private void run() {
		while (true) {
			try {
				this.tasks.take().run();
			}
			catch (InterruptedException | RuntimeException ex) {
				// Nobody interrupts it, and tasks carry their own failures.
				logger.warn("A start has a fault", ex);
			}
		}
	}

}
