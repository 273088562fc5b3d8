package io.llamaswap.test;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;

import io.llamaswap.config.Configuration;
import io.llamaswap.lifecycle.Lease;
import io.llamaswap.lifecycle.LeaseRequest;
import io.llamaswap.lifecycle.MeasuredDurations;
import io.llamaswap.lifecycle.ModelLifecycleService;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.lifecycle.Refusal;
import io.llamaswap.lifecycle.RefusedException;
import io.llamaswap.lifecycle.SwapDecision;
import io.llamaswap.lifecycle.SwapPlan;
import io.llamaswap.lifecycle.UnloadMode;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A lifecycle service that does what the test says and remembers what it was asked.
 */
public final class FakeModelLifecycle implements ModelLifecycleService {

	private final Map<ModelId, ModelStatus> statuses = new LinkedHashMap<>();

	private final Sinks.Many<ModelStatus> changes = Sinks.many().multicast().directBestEffort();

	private final Sinks.Many<SwapDecision> decided = Sinks.many().multicast().directBestEffort();

	private final Deque<SwapDecision> decisions = new ConcurrentLinkedDeque<>();

	private final Map<ModelId, MeasuredDurations> measured = new ConcurrentHashMap<>();

	private final Map<ModelId, SwapPlan> outlooks = new ConcurrentHashMap<>();

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private @Nullable Refusal refusal;

	private @Nullable SwapPlan plan;

	private volatile @Nullable LeaseRequest planned;

	/**
	 * Makes all models of a configuration stopped.
	 * @param configuration the configuration
	 */
	public FakeModelLifecycle(Configuration configuration) {
		configuration.models().keySet().forEach((id) -> this.statuses.put(id, stopped(id)));
	}

	private static ModelStatus stopped(ModelId id) {
		return new ModelStatus(id, ModelState.STOPPED, Instant.EPOCH, null, null, 0, 0, null, false, null);
	}

	/**
	 * Changes the state of a model, now.
	 * @param id its real id
	 * @param state the new state
	 */
	public void become(String id, ModelState state) {
		become(new ModelStatus(new ModelId(id), state, Instant.now(), state.isAlive() ? 4711L : null,
				state.isAlive() ? 5800 : null, 0, 0, null, false, null));
	}

	/**
	 * Changes the status of a model.
	 * @param status the new status
	 */
	public void become(ModelStatus status) {
		synchronized (this.statuses) {
			this.statuses.put(status.id(), status);
		}
		this.changes.emitNext(status, Sinks.EmitFailureHandler.busyLooping(Duration.ofSeconds(1)));
	}

	/**
	 * Sets how long a model takes to load.
	 * @param id its real id
	 * @param start how long
	 */
	public void takes(String id, Duration start) {
		this.measured.put(new ModelId(id), new MeasuredDurations(start, null));
	}

	@Override
	public MeasuredDurations measured(ModelId model) {
		return this.measured.getOrDefault(model, MeasuredDurations.NONE);
	}

	/**
	 * Sets what somebody who waits has before them.
	 * @param outlook one plan
	 */
	public void waitFor(SwapPlan outlook) {
		this.outlooks.put(outlook.model(), outlook);
	}

	@Override
	public Mono<List<SwapPlan>> outlooks() {
		return Mono.fromSupplier(() -> List.copyOf(this.outlooks.values()));
	}

	/**
	 * Sets what every plan is from now on.
	 * @param answer the plan
	 */
	public void plan(SwapPlan answer) {
		this.plan = answer;
	}

	@Override
	public Mono<SwapPlan> plan(LeaseRequest request) {
		this.planned = request;
		return Mono.justOrEmpty(this.plan);
	}

	/**
	 * Returns what was planned last.
	 * @return the request, or {@code null} if there was none
	 */
	public @Nullable LeaseRequest planned() {
		return this.planned;
	}

	/**
	 * Lets every load fail from now on.
	 * @param why what is told
	 */
	public void refuse(Refusal why) {
		this.refusal = why;
	}

	/**
	 * Returns what was asked, such as {@code load a} or {@code unload [a, b] NOW}.
	 * @return the calls so far, oldest first
	 */
	public List<String> calls() {
		return List.copyOf(this.calls);
	}

	@Override
	public Mono<Lease> acquire(LeaseRequest request) {
		return Mono.error(new UnsupportedOperationException("no leases here"));
	}

	@Override
	public Mono<Void> load(ModelId model) {
		return Mono.defer(() -> {
			this.calls.add("load " + model);
			Refusal why = this.refusal;
			if (why != null) {
				return Mono.error(new RefusedException(why));
			}
			become(model.value(), ModelState.READY);
			return Mono.empty();
		});
	}

	@Override
	public Mono<Void> unload(Collection<ModelId> models, UnloadMode mode) {
		this.calls.add("unload " + models + " " + mode);
		models.forEach((model) -> become(model.value(), ModelState.STOPPED));
		return Mono.empty();
	}

	@Override
	public Mono<Void> replace(Configuration next) {
		this.calls.add("replace " + next.models().keySet());
		synchronized (this.statuses) {
			this.statuses.keySet().retainAll(next.models().keySet());
			next.models().keySet().forEach((id) -> this.statuses.computeIfAbsent(id, FakeModelLifecycle::stopped));
		}
		return Mono.empty();
	}

	@Override
	public List<ModelStatus> statuses() {
		synchronized (this.statuses) {
			return List.copyOf(this.statuses.values());
		}
	}

	/**
	 * Decides something, now.
	 * @param decision what
	 */
	public void decide(SwapDecision decision) {
		this.decisions.addFirst(decision);
		this.decided.emitNext(decision, Sinks.EmitFailureHandler.busyLooping(Duration.ofSeconds(1)));
	}

	@Override
	public Flux<SwapDecision> decisions() {
		return this.decided.asFlux();
	}

	@Override
	public List<SwapDecision> lastDecisions() {
		return List.copyOf(this.decisions);
	}

	@Override
	public Flux<ModelStatus> changes() {
		return this.changes.asFlux();
	}

	@Override
	public Mono<Void> shutdown(Duration drain) {
		return Mono.empty();
	}

}
