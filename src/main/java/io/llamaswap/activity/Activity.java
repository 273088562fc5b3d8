package io.llamaswap.activity;

import java.time.Duration;
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

	private final QuietWorker reader = new QuietWorker("activity", MOST_WAITING);

	/**
	 * Starts.
	 * @param rows how many finished requests are kept, asked at each new one
	 */
	public Activity(IntSupplier rows) {
		this.log = new ActivityLog(rows);
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
		if (!this.reader.offer(() -> this.log.add(request.row(wall, true)))) {
			this.log.add(request.row(wall, false));
		}
	}

	@Override
	public void close() {
		this.reader.close();
	}

}
