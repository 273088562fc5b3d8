package io.llamaswap.lifecycle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for a lease, oldest first. Used by the scheduler's thread only.
 */
final class WaitingQueue {

	/** Whose ticket nobody has. */
	private static final long NO_TICKET = -1;

	private final Map<Long, Waiting> byTicket = new LinkedHashMap<>();

	private final Map<ModelId, Integer> counts = new HashMap<>();

	private final Map<String, Integer> callers = new HashMap<>();

	private final FairTurns turns = new FairTurns();

	private long lastSequence;

	Waiting add(long ticket, LeaseRequest request, int rank, Instant now) {
		long turn = this.turns.next(request.caller(), rank, this.byTicket.values());
		Waiting waiting = new Waiting(ticket, ++this.lastSequence, request, now, rank, turn);
		this.byTicket.put(ticket, waiting);
		count(waiting);
		this.callers.merge(request.caller(), 1, Integer::sum);
		return waiting;
	}

	@Nullable Waiting remove(long ticket) {
		Waiting waiting = this.byTicket.remove(ticket);
		if (waiting != null) {
			discount(waiting);
			this.callers.computeIfPresent(waiting.request().caller(),
					(caller, count) -> (count > 1) ? (count - 1) : null);
		}
		return waiting;
	}

	/**
	 * Lets a request wait for another model, at the place that it has.
	 * @param waiting the request
	 * @param heir the real id of the model
	 */
	void move(Waiting waiting, ModelId heir) {
		Waiting moved = waiting.to(heir);
		discount(waiting);
		this.byTicket.put(moved.ticket(), moved);
		count(moved);
	}

	private void count(Waiting waiting) {
		this.counts.merge(waiting.model(), 1, Integer::sum);
	}

	private void discount(Waiting waiting) {
		this.counts.computeIfPresent(waiting.model(), (model, count) -> (count > 1) ? (count - 1) : null);
	}

	/**
	 * Finds a request by the very object that it came with: two may ask for the same.
	 * @param request the object
	 * @return where it waits, or {@code null} if it does not
	 */
	@SuppressWarnings("ReferenceEquality")
	@Nullable Waiting find(LeaseRequest request) {
		for (Waiting waiting : this.byTicket.values()) {
			if (waiting.request() == request) {
				return waiting;
			}
		}
		return null;
	}

	@Nullable Waiting find(long ticket) {
		return this.byTicket.get(ticket);
	}

	boolean isEmpty() {
		return this.byTicket.isEmpty();
	}

	boolean contains(Waiting waiting) {
		return this.byTicket.containsKey(waiting.ticket());
	}

	int count(ModelId model) {
		return this.counts.getOrDefault(model, 0);
	}

	int countOf(String caller) {
		return this.callers.getOrDefault(caller, 0);
	}

	int size() {
		return this.byTicket.size();
	}

	/**
	 * Returns the age that the next request will have: everybody here is older.
	 * @return a sequence number
	 */
	long nextSequence() {
		return this.lastSequence + 1;
	}

	List<Waiting> oldestFirst() {
		return List.copyOf(this.byTicket.values());
	}

	/**
	 * Tells how a request would wait if it came now. Changes nothing.
	 * @param request the request
	 * @param rank its priority
	 * @param now the present
	 * @return its place
	 */
	Waiting foresee(LeaseRequest request, int rank, Instant now) {
		long turn = this.turns.foresee(request.caller(), rank, this.byTicket.values());
		return new Waiting(NO_TICKET, nextSequence(), request, now, rank, turn);
	}

	/**
	 * Returns who waits, and somebody more.
	 * @param newcomer who might come
	 * @param order by what they go
	 * @return all of them in that order
	 */
	List<Waiting> sortedWith(Waiting newcomer, WaitingOrder order) {
		List<Waiting> everybody = new ArrayList<>(this.byTicket.values());
		everybody.add(newcomer);
		return order.sort(everybody);
	}

	List<Waiting> sorted(WaitingOrder order) {
		return order.sort(this.byTicket.values());
	}

	Collection<Waiting> firstOfEachModel(WaitingOrder order) {
		Map<ModelId, Waiting> first = new LinkedHashMap<>();
		sorted(order).forEach((waiting) -> first.putIfAbsent(waiting.model(), waiting));
		return first.values();
	}

	List<Waiting> of(ModelId model) {
		return this.byTicket.values().stream().filter((waiting) -> waiting.model().equals(model)).toList();
	}

	boolean hasOlder(ModelId model, long sequence) {
		return count(model) > 0 && this.byTicket.values()
			.stream()
			.anyMatch((waiting) -> waiting.model().equals(model) && waiting.sequence() < sequence);
	}

}
