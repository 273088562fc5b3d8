package io.llamaswap.activity;

import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * Accounts for requests. Answers are read for their tokens on a thread of its own; what
 * that thread cannot keep up with is recorded without tokens, and no request waits.
 */
public final class Activity implements AutoCloseable {

	/** So many finished requests may wait to be read. */
	static final int MOST_WAITING = 1024;

	private final InFlightRequests inFlight = new InFlightRequests();

	private final ActivityLog log;

	private final ForkJoinPool reader;

	private final AtomicInteger waiting = new AtomicInteger();

	/**
	 * Starts.
	 * @param rows how many finished requests are kept, asked at each new one
	 */
	public Activity(IntSupplier rows) {
		this.log = new ActivityLog(rows);
		// Its threads are daemons, and handing it a task takes no lock: requests end on
		// event loops.
		this.reader = new ForkJoinPool(1, ForkJoinPool.defaultForkJoinWorkerThreadFactory, null, true);
	}

	/**
	 * Begins to account for a request.
	 * @param arrival how it begins
	 * @return what is to be told of it
	 */
	public MeteredRequest begin(MeteredRequest.Arrival arrival) {
		return new MeteredRequest(this, arrival);
	}

	/**
	 * Returns the requests that are not over.
	 * @return the requests in flight
	 */
	public InFlightRequests inFlight() {
		return this.inFlight;
	}

	/**
	 * Returns the requests that are over.
	 * @return the log
	 */
	public ActivityLog log() {
		return this.log;
	}

	void finished(MeteredRequest request, Duration wall) {
		if (this.waiting.incrementAndGet() > MOST_WAITING) {
			this.waiting.decrementAndGet();
			this.log.add(request.row(wall, false));
			return;
		}
		this.reader.execute(() -> {
			this.waiting.decrementAndGet();
			this.log.add(request.row(wall, true));
		});
	}

	@Override
	public void close() {
		this.reader.shutdownNow();
	}

}
