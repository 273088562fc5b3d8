package io.llamaswap.activity;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongFunction;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * The requests that are over, as many as fit. All methods may be called from any thread.
 */
public final class ActivityLog {

	private final IntSupplier capacity;

	/** Guarded by this. */
	private final Deque<ActivityRow> rows = new ArrayDeque<>();

	/** Guarded by this. */
	private long lastId;

	private final Sinks.Many<ActivityRow> added = Sinks.many().multicast().directBestEffort();

	/**
	 * Makes an empty log.
	 * @param capacity how many rows are kept, asked at each new one
	 */
	public ActivityLog(IntSupplier capacity) {
		this.capacity = capacity;
	}

	/**
	 * Adds a row.
	 * @param row makes the row for its number
	 * @return the row
	 */
	ActivityRow add(LongFunction<ActivityRow> row) {
		synchronized (this) {
			ActivityRow made = row.apply(++this.lastId);
			this.rows.add(made);
			while (this.rows.size() > this.capacity.getAsInt()) {
				this.rows.remove();
			}
			// Inside, so that followers see rows in the order of their numbers; a slow
			// one loses rows and nobody waits for it.
			this.added.tryEmitNext(made);
			return made;
		}
	}

	/**
	 * Puts rows of an earlier run before those of this one.
	 * @param earlier the rows, oldest first
	 */
	synchronized void restore(List<ActivityRow> earlier) {
		List<ActivityRow> mine = List.copyOf(this.rows);
		this.rows.clear();
		this.rows.addAll(earlier);
		this.rows.addAll(mine);
		earlier.forEach((row) -> this.lastId = Math.max(this.lastId, row.id()));
	}

	synchronized List<ActivityRow> all() {
		return List.copyOf(this.rows);
	}

	/**
	 * Emits each new row. Followers that are slow lose rows.
	 * @return a stream without an end
	 */
	public Flux<ActivityRow> added() {
		return this.added.asFlux();
	}

	/**
	 * Returns the number of the newest row.
	 * @return its number, 0 if there was none yet
	 */
	public synchronized long lastId() {
		return this.lastId;
	}

	/**
	 * Finds rows.
	 * @param query which ones
	 * @return a snapshot in the order that was asked for
	 */
	public List<ActivityRow> find(ActivityQuery query) {
		return all().stream().filter(query.filter()).sorted(query.order()).toList();
	}

}
