package io.llamaswap.activity;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Accounts for requests. Answers are read for their tokens on a thread of its own; what
 * that thread cannot keep up with is recorded without tokens, and no request waits.
 */
public final class Activity implements AutoCloseable {

	/** So many finished requests may wait to be read. */
	static final int MOST_WAITING = 1024;

	private final InFlightRequests inFlight = new InFlightRequests();

	private final ActivityLog log;

	private final Captures captures;

	private final @Nullable ActivityStore store;

	private final QuietWorker reader = new QuietWorker("activity", MOST_WAITING);

	/**
	 * Starts.
	 * @param rows how many finished requests are kept, asked at each new one
	 * @param captureBytes room for whole requests and answers, 0 for none, asked at each
	 * use
	 */
	public Activity(IntSupplier rows, LongSupplier captureBytes) {
		this(rows, captureBytes, null);
	}

	/**
	 * Starts with what was kept.
	 * @param rows as above, without a file
	 * @param captureBytes as above
	 * @param file where rows are kept over a restart, or {@code null}
	 */
	Activity(IntSupplier rows, LongSupplier captureBytes, @Nullable Path file) {
		this.log = new ActivityLog((file != null) ? () -> ActivityStore.ROWS : rows);
		this.captures = new Captures(captureBytes);
		this.store = (file != null) ? new ActivityStore(file) : null;
		if (this.store != null) {
			// The first task, so that every row of this run comes after.
			this.reader.offer(() -> this.log.restore(this.store.load()));
		}
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

	/**
	 * Returns the requests that were kept as a whole.
	 * @return the captures
	 */
	public Captures captures() {
		return this.captures;
	}

	/** Forgets captures that a new configuration has no room for. */
	void reconfigured() {
		this.reader.offer(this.captures::trim);
	}

	void finished(MeteredRequest request, Duration wall) {
		if (!this.reader.offer(() -> record(request, wall))) {
			request.dropRecording();
			this.log.add(request.row(wall, false));
		}
	}

	private void record(MeteredRequest request, Duration wall) {
		LongFunction<ActivityRow> row = request.row(wall, true);
		Capture capture = request.capture();
		ActivityRow added = this.log.add((id) -> {
			// Whoever hears of the row finds the capture.
			if (capture != null) {
				this.captures.add(id, capture);
			}
			return row.apply(id);
		});
		if (this.store != null) {
			this.store.append(added, this.log::all);
		}
	}

	@Override
	public void close() {
		this.reader.close();
	}

}
