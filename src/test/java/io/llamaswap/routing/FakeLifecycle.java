package io.llamaswap.routing;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.llamaswap.config.Configuration;
import io.llamaswap.lifecycle.Lease;
import io.llamaswap.lifecycle.LeaseRequest;
import io.llamaswap.lifecycle.MeasuredDurations;
import io.llamaswap.lifecycle.ModelLifecycleService;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.lifecycle.Refusal;
import io.llamaswap.lifecycle.RefusedException;
import io.llamaswap.lifecycle.SwapPlan;
import io.llamaswap.lifecycle.UnloadMode;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import io.llamaswap.upstream.Endpoint;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Grants leases on servers that run anyway, and counts them.
 */
final class FakeLifecycle implements ModelLifecycleService {

	final AtomicInteger granted = new AtomicInteger();

	final AtomicInteger released = new AtomicInteger();

	final AtomicInteger cancelled = new AtomicInteger();

	final Queue<LeaseRequest> requests = new ConcurrentLinkedQueue<>();

	private final Map<ModelId, Endpoint> endpoints = new ConcurrentHashMap<>();

	private final Map<ModelId, Refusal> refusals = new ConcurrentHashMap<>();

	private final Set<ModelId> unloaded = ConcurrentHashMap.newKeySet();

	private final Sinks.Many<ModelStatus> changes = Sinks.many().multicast().directBestEffort();

	/** Thrown once by whoever asks a lease where it leads to. */
	final AtomicReference<@Nullable Error> spent = new AtomicReference<>();

	/** Thrown once by whoever asks for a lease. */
	final AtomicReference<@Nullable Error> spentEarly = new AtomicReference<>();

	/** Whether the servers of all leases have died. */
	final AtomicBoolean dead = new AtomicBoolean();

	/** What the servers of all leases say when they are asked. */
	volatile Mono<Boolean> answers = Mono.just(false);

	volatile List<ModelStatus> statuses = List.of();

	volatile @Nullable SwapPlan outlook;

	volatile Duration waited = Duration.ZERO;

	private final AtomicInteger lives = new AtomicInteger();

	private Sinks.@Nullable Empty<Void> gate;

	void serve(String model, URI base, long incarnation) {
		this.endpoints.put(new ModelId(model), new Endpoint(base, incarnation));
	}

	void refuse(String model, Refusal refusal) {
		this.refusals.put(new ModelId(model), refusal);
	}

	/**
	 * Makes a model one that has to be loaded first.
	 * @param model its id
	 */
	void unload(String model) {
		this.unloaded.add(new ModelId(model));
	}

	/**
	 * Tells everybody that a model has just become ready.
	 * @param model its id
	 * @param since when
	 */
	void becomeReady(String model, Instant since) {
		this.changes.emitNext(
				new ModelStatus(new ModelId(model), ModelState.READY, since, 1L, 1, 0, 0, null, false, null),
				Sinks.EmitFailureHandler.FAIL_FAST);
	}

	/**
	 * Lets requests wait from now on.
	 * @return lets them go when completed
	 */
	Sinks.Empty<Void> hold() {
		this.gate = Sinks.empty();
		return this.gate;
	}

	int nextLife() {
		return this.lives.incrementAndGet();
	}

	int open() {
		return this.granted.get() - this.released.get();
	}

	@Override
	public Mono<Lease> acquire(LeaseRequest request) {
		return Mono.defer(() -> {
			this.requests.add(request);
			Error error = this.spentEarly.getAndSet(null);
			if (error != null) {
				throw error;
			}
			Refusal refusal = this.refusals.get(request.model());
			if (refusal != null) {
				return Mono.error(new RefusedException(refusal));
			}
			if (!request.mayLoad() && this.unloaded.contains(request.model())) {
				return Mono.error(new RefusedException(new Refusal(Refusal.Reason.NOT_LOADED,
						"model " + request.model() + " is not loaded", null, null)));
			}
			Mono<Lease> lease = Mono.fromSupplier(() -> grant(request.model()));
			Sinks.Empty<Void> waiting = this.gate;
			return (waiting != null) ? waiting.asMono().doOnCancel(this.cancelled::incrementAndGet).then(lease) : lease;
		});
	}

	private Lease grant(ModelId model) {
		Endpoint endpoint = this.endpoints.get(model);
		if (endpoint == null) {
			throw new IllegalStateException("no server for " + model);
		}
		this.granted.incrementAndGet();
		return new CountedLease(model, endpoint, this.waited, this.released, new AtomicInteger(), this.spent, this.dead,
				this.answers);
	}

	@Override
	public Mono<Void> load(ModelId model) {
		return Mono.empty();
	}

	@Override
	public Mono<Void> unload(Collection<ModelId> models, UnloadMode mode) {
		return Mono.empty();
	}

	@Override
	public Mono<Void> replace(Configuration next) {
		return Mono.empty();
	}

	@Override
	public List<ModelStatus> statuses() {
		return this.statuses;
	}

	@Override
	public Mono<SwapPlan> outlook(LeaseRequest request) {
		return this.requests.contains(request) ? Mono.justOrEmpty(this.outlook) : Mono.empty();
	}

	@Override
	public MeasuredDurations measured(ModelId model) {
		return new MeasuredDurations(Duration.ofSeconds(40), null);
	}

	@Override
	public Flux<ModelStatus> changes() {
		return this.changes.asFlux();
	}

	@Override
	public Mono<Void> shutdown(Duration drain) {
		return Mono.empty();
	}

	private record CountedLease(ModelId model, Endpoint endpoint, Duration waited, AtomicInteger released,
			AtomicInteger calls, AtomicReference<@Nullable Error> spent, AtomicBoolean dead,
			Mono<Boolean> answers) implements Lease {

		@Override
		public Mono<Boolean> livesOn(Duration limit) {
			return this.answers;
		}

		@Override
		public boolean isOver() {
			return this.dead.get();
		}

		@Override
		public Endpoint endpoint() {
			Error error = this.spent.getAndSet(null);
			if (error != null) {
				throw error;
			}
			return this.endpoint;
		}

		@Override
		public void release() {
			if (this.calls.getAndIncrement() == 0) {
				this.released.incrementAndGet();
			}
		}

	}

}
