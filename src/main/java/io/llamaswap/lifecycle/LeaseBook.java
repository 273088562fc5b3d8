package io.llamaswap.lifecycle;

import java.util.HashMap;
import java.util.Map;

import io.llamaswap.model.ModelId;
import io.llamaswap.upstream.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * The open leases. Used by the scheduler's thread only.
 */
final class LeaseBook {

	private final Map<Long, Entry> open = new HashMap<>();

	void add(long ticket, LeaseRequest request, Endpoint endpoint) {
		this.open.put(ticket, new Entry(request.model(), endpoint.incarnation(), request.counted()));
	}

	@Nullable Entry remove(long ticket) {
		return this.open.remove(ticket);
	}

	/**
	 * Which life of which model a lease belongs to: a lease of a life that is over counts
	 * for nothing.
	 *
	 * @param model the real id
	 * @param incarnation the life
	 * @param counted whether it is work that a limit bounds
	 */
	record Entry(ModelId model, long incarnation, boolean counted) {

	}

}
