package io.llamaswap.upstream.process;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The few threads that read {@code /proc} and talk to the guard, so that no event loop
 * does. Several, because reading about a process that hangs in a driver may hang too.
 */
final class LookThreads implements Executor {

	private static final int THREADS = 8;

	private static final int MOST_WAITING = 1024;

	private final AtomicInteger count = new AtomicInteger();

	private final ThreadPoolExecutor threads = new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.MINUTES,
			new LinkedTransferQueue<>(), this::thread);

	LookThreads() {
		this.threads.allowCoreThreadTimeOut(true);
	}

	@Override
	public void execute(Runnable task) {
		if (this.threads.getQueue().size() >= MOST_WAITING) {
			throw new RejectedExecutionException("%d looks are waiting already".formatted(MOST_WAITING));
		}
		this.threads.execute(task);
	}

	/**
	 * Runs something on one of the threads.
	 * @param work what to run
	 * @param <T> what it gives
	 * @return its outcome; fails at once if too many wait already
	 */
	<T> CompletableFuture<T> submit(Supplier<T> work) {
		try {
			return CompletableFuture.supplyAsync(work, this);
		}
		catch (RejectedExecutionException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private Thread thread(Runnable task) {
		Thread thread = new Thread(task, "upstream-look-" + this.count.incrementAndGet());
		thread.setDaemon(true);
		return thread;
	}

}
