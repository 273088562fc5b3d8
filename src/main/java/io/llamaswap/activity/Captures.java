package io.llamaswap.activity;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Whole requests and answers, compressed, as many as fit; the oldest go first (contract
 * 6.3). What is being recorded has as much room again, all exchanges together: what does
 * not fit is not captured. All methods may be called from any thread.
 */
public final class Captures {

	private final LongSupplier capacity;

	/** Bytes of the recordings that go on. */
	private final AtomicLong recording = new AtomicLong();

	/** Oldest first. Guarded by this. */
	private final Map<Long, Capture> captures = new LinkedHashMap<>();

	/** Bytes of all captures. Guarded by this. */
	private long size;

	/**
	 * Begins with none.
	 * @param capacity room for them in bytes, 0 for no captures, asked at each use
	 */
	Captures(LongSupplier capacity) {
		this.capacity = capacity;
	}

	/**
	 * Begins to record an exchange.
	 * @param path its raw path
	 * @return the recording, or {@code null} if nothing is captured
	 */
	@Nullable Recording begin(String path) {
		return (this.capacity.getAsLong() > 0) ? new Recording(this, path) : null;
	}

	/**
	 * Takes room for a recording.
	 * @param bytes how much
	 * @return {@code false} if there is not so much
	 */
	boolean take(int bytes) {
		if (this.recording.addAndGet(bytes) <= this.capacity.getAsLong()) {
			return true;
		}
		this.recording.addAndGet(-bytes);
		return false;
	}

	void giveBack(long bytes) {
		this.recording.addAndGet(-bytes);
	}

	/**
	 * Returns how much is being recorded.
	 * @return bytes
	 */
	long recording() {
		return this.recording.get();
	}

	/**
	 * Returns the room for captures.
	 * @return bytes
	 */
	long capacity() {
		return this.capacity.getAsLong();
	}

	/**
	 * Keeps a capture if it fits at all.
	 * @param id number of its row
	 * @param capture what to keep
	 */
	synchronized void add(long id, Capture capture) {
		if (capture.size() <= this.capacity.getAsLong()) {
			this.captures.put(id, capture);
			this.size += capture.size();
		}
		trim();
	}

	/** Forgets what there is no room for any more. */
	synchronized void trim() {
		long most = this.capacity.getAsLong();
		Iterator<Capture> oldest = this.captures.values().iterator();
		while (this.size > most && oldest.hasNext()) {
			this.size -= oldest.next().size();
			oldest.remove();
		}
	}

	/**
	 * Tells whether there is a capture.
	 * @param id number of its row
	 * @return {@code true} if it can be found now
	 */
	public synchronized boolean has(long id) {
		return this.captures.containsKey(id);
	}

	/**
	 * Finds a capture.
	 * @param id number of its row
	 * @return the capture, empty if there is none or none any more
	 */
	public synchronized Optional<Capture> find(long id) {
		return Optional.ofNullable(this.captures.get(id));
	}

}
