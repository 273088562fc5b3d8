package io.llamaswap.lifecycle;

import java.util.HashMap;
import java.util.Map;

import io.llamaswap.model.ModelId;
import reactor.core.publisher.MonoSink;

/**
 * The callers that wait for the scheduler's answer, by ticket. Used by the loop only. A
 * ticket that is not there any more belongs to a caller that has left.
 */
final class PendingRequests {

	private final Map<Long, Pending> pending = new HashMap<>();

	void add(long ticket, ModelId model, MonoSink<Lease> sink) {
		this.pending.put(ticket, new Pending(model, sink));
	}

	// A reload has given the model another name.
	void move(long ticket, ModelId model) {
		this.pending.computeIfPresent(ticket, (key, request) -> new Pending(model, request.sink()));
	}

	void forget(long ticket) {
		this.pending.remove(ticket);
	}

	void refuse(long ticket, Refusal refusal) {
		Pending request = this.pending.remove(ticket);
		if (request != null) {
			request.sink().error(new RefusedException(refusal));
		}
	}

	void grant(SwapEffect.GrantLease grant, ModelLifecycleService lifecycle, Runnable onRelease) {
		Pending request = this.pending.remove(grant.ticket());
		if (request != null) {
			// If the client left meanwhile the sink drops the lease and tells onCancel,
			// which ends it.
			request.sink()
				.success(new GrantedLease(request.model(), grant.endpoint(), grant.waited(), lifecycle, onRelease));
		}
	}

	/**
	 * A request that waits for its answer.
	 *
	 * @param model the real id it wants
	 * @param sink where the answer goes
	 */
	private record Pending(ModelId model, MonoSink<Lease> sink) {

	}

}
