package io.llamaswap.log;

import org.springframework.context.SmartLifecycle;

/**
 * Ends the log streams first when the program ends: they never end by themselves, and the
 * web server waits for what is in flight.
 */
final class LogFollowersLifecycle implements SmartLifecycle {

	private final LogBook logBook;

	private volatile boolean running;

	LogFollowersLifecycle(LogBook logBook) {
		this.logBook = logBook;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.logBook.endFollowers();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return DEFAULT_PHASE;
	}

}
