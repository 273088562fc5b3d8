package io.llamaswap.activity;

import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * The requests that are being carried out. All methods may be called from any thread.
 */
public final class InFlightRequests {

	private final ConcurrentSkipListMap<Long, MeteredRequest> requests = new ConcurrentSkipListMap<>();

	private final AtomicLong lastId = new AtomicLong();

	private final Sinks.Many<Boolean> changes = Sinks.many().multicast().directBestEffort();

	InFlightRequests() {
	}

	long nextId() {
		return this.lastId.incrementAndGet();
	}

	void add(long id, MeteredRequest request) {
		this.requests.put(id, request);
		changed();
	}

	void remove(long id) {
		if (this.requests.remove(id) != null) {
			changed();
		}
	}

	private void changed() {
		if (this.changes.currentSubscriberCount() > 0) {
			this.changes.tryEmitNext(Boolean.TRUE);
		}
	}

	/**
	 * Returns the requests, oldest first.
	 * @return a snapshot
	 */
	public List<MeteredRequest> all() {
		return List.copyOf(this.requests.values());
	}

	/**
	 * Tells that a request came or went. Slow followers lose signals.
	 * @return a stream without an end
	 */
	public Flux<Boolean> changes() {
		return this.changes.asFlux();
	}

	/**
	 * Cancels a request.
	 * @param id its number
	 * @return {@code false} if there is none
	 */
	public boolean cancel(String id) {
		try {
			MeteredRequest request = this.requests.get(Long.parseLong(id));
			if (request != null) {
				request.cancel();
			}
			return request != null;
		}
		catch (NumberFormatException ex) {
			return false;
		}
	}

}
