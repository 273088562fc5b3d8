package io.llamaswap.demo;

import java.io.Closeable;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all connections of one demo model server share.
 */
final class DemoState {

	private final Switches switches;

	private final Journal journal;

	private final long loadedAt;

	private final AtomicBoolean readyNoted = new AtomicBoolean();

	private final AtomicInteger active = new AtomicInteger();

	private final AtomicInteger answered = new AtomicInteger();

	private final AtomicInteger ids = new AtomicInteger();

	private final Set<Closeable> open = ConcurrentHashMap.newKeySet();

	private volatile boolean exiting;

	DemoState(Switches switches, Journal journal) {
		this.switches = switches;
		this.journal = journal;
		this.loadedAt = System.nanoTime() + switches.nanos(Switch.HEALTH_DELAY);
	}

	Switches switches() {
		return this.switches;
	}

	Journal journal() {
		return this.journal;
	}

	/**
	 * Returns what the health check is answered.
	 * @return the status
	 */
	int healthStatus() {
		if (this.switches.has(Switch.NEVER_HEALTHY) || System.nanoTime() - this.loadedAt < 0) {
			return 503;
		}
		int status = this.switches.number(Switch.HEALTH_STATUS, 200);
		if (status == 200 && this.readyNoted.compareAndSet(false, true)) {
			this.journal.write("ready");
		}
		return status;
	}

	String nextId() {
		return ProcessHandle.current().pid() + "-" + this.ids.incrementAndGet();
	}

	int active() {
		return this.active.get();
	}

	void requestBegins(RequestHead request, String model) {
		this.active.incrementAndGet();
		this.journal.write("request", "nonce", request.nonce(), "method", request.method(), "target", request.target(),
				"asked", model);
	}

	void requestEnds(RequestHead request, String outcome) {
		this.active.decrementAndGet();
		this.journal.write("response", "nonce", request.nonce(), "outcome", outcome);
		int limit = this.switches.number(Switch.EXIT_AFTER_REQUESTS, 0);
		if (this.answered.incrementAndGet() == limit) {
			exit(this.switches.number(Switch.EXIT_CODE, 0));
		}
	}

	void cancelled(RequestHead request, int tokens) {
		this.journal.write("cancel", "nonce", request.nonce(), "tokens", String.valueOf(tokens));
	}

	void opened(Closeable socket) {
		this.open.add(socket);
	}

	void closed(Closeable socket) {
		this.open.remove(socket);
	}

	boolean isExiting() {
		return this.exiting;
	}

	/**
	 * Ends the process now, without its shutdown hooks.
	 * @param code the exit code
	 */
	void exit(int code) {
		this.exiting = true;
		this.journal.write("exit", "code", String.valueOf(code));
		// The JVM waits up to 300 ms for threads that read from a socket.
		for (Closeable socket : this.open) {
			try {
				socket.close();
			}
			catch (IOException ex) {
				// It ends with the process.
			}
		}
		Runtime.getRuntime().halt(code);
	}

}
