package io.llamaswap.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.llamaswap.model.ModelId;
import io.llamaswap.upstream.Endpoint;
import io.llamaswap.upstream.UpstreamEvent;
import org.jspecify.annotations.Nullable;

/**
 * What ours is compared with, for one model at a time: strictly first come, first served,
 * and llama-swap's rule (contract 4.5): whoever wants the model that is loaded is served
 * at once, whoever waits; the others by priority and age.
 */
final class OtherRule implements Decider {

	private final boolean strict;

	private final Map<ModelId, Integer> priorities;

	private final List<Waiting> queue = new ArrayList<>();

	private final Map<Long, ModelId> open = new HashMap<>();

	private final List<SwapEffect> effects = new ArrayList<>();

	private @Nullable ModelId resident;

	private @Nullable Endpoint endpoint;

	private boolean stopping;

	private long sequence;

	private OtherRule(boolean strict, Map<ModelId, Integer> priorities) {
		this.strict = strict;
		this.priorities = priorities;
	}

	static Decider firstComeFirstServed() {
		return new OtherRule(true, Map.of());
	}

	static Decider llamaSwap(Map<ModelId, Integer> priorities) {
		return new OtherRule(false, priorities);
	}

	@Override
	public List<SwapEffect> on(SwapEvent event, Instant now) {
		this.effects.clear();
		if (event instanceof SwapEvent.RequestArrived arrived) {
			LeaseRequest request = arrived.request();
			this.queue.add(new Waiting(arrived.ticket(), ++this.sequence, request, now,
					this.priorities.getOrDefault(request.model(), 0), 0));
			this.queue.sort(Comparator.comparingInt(Waiting::rank).reversed().thenComparingLong(Waiting::sequence));
		}
		else if (event instanceof SwapEvent.LeaseEnded ended) {
			this.open.remove(ended.ticket());
		}
		else if (event instanceof SwapEvent.UpstreamChanged changed) {
			changed(changed.event());
		}
		decide(now);
		return List.copyOf(this.effects);
	}

	private void changed(UpstreamEvent event) {
		if (event instanceof UpstreamEvent.Ready ready) {
			this.endpoint = ready.endpoint();
		}
		else if (event instanceof UpstreamEvent.Stopped) {
			this.resident = null;
			this.endpoint = null;
			this.stopping = false;
		}
	}

	private void decide(Instant now) {
		for (Waiting waiting : List.copyOf(this.queue)) {
			boolean there = waiting.model().equals(this.resident);
			if (there && this.endpoint != null && !this.stopping) {
				this.queue.remove(waiting);
				this.open.put(waiting.ticket(), waiting.model());
				this.effects.add(new SwapEffect.GrantLease(waiting.ticket(), this.endpoint,
						Duration.between(waiting.arrivedAt(), now)));
			}
			else if (this.strict) {
				break;
			}
		}
		if (!this.queue.isEmpty()) {
			swapFor(this.queue.get(0).model());
		}
	}

	private void swapFor(ModelId wanted) {
		if (this.resident == null) {
			this.resident = wanted;
			this.effects.add(new SwapEffect.StartModel(wanted, "wanted"));
		}
		else if (!wanted.equals(this.resident) && this.endpoint != null && this.open.isEmpty() && !this.stopping) {
			this.stopping = true;
			this.effects.add(new SwapEffect.StopModel(this.resident, Duration.ofSeconds(10), "room for " + wanted));
		}
	}

}
