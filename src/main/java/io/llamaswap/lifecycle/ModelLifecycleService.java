package io.llamaswap.lifecycle;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.LaunchConfiguration;
import io.llamaswap.model.ModelId;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Decides which models run, and tells. All methods return at once and may be called from
 * any thread.
 */
public interface ModelLifecycleService {

	/**
	 * Asks for a lease. Nothing happens before the subscription; cancelling takes the
	 * request out of the queue, and a lease that arrives at the same moment is released.
	 * @param request what is wanted
	 * @return the lease, on the thread that granted it, or {@link RefusedException}
	 */
	Mono<Lease> acquire(LeaseRequest request);

	/**
	 * Loads a model as a request would, without sending it anything.
	 * @param model the real id
	 * @return completes when it is ready, or {@link RefusedException}
	 */
	Mono<Void> load(ModelId model);

	/**
	 * Unloads models. Starts at once, whether or not somebody subscribes.
	 * @param models real ids; ids of nobody are passed over
	 * @param mode what becomes of requests in flight
	 * @return completes when all of them are stopped
	 */
	Mono<Void> unload(Collection<ModelId> models, UnloadMode mode);

	/**
	 * Goes by another configuration from now on. Models whose launch is unchanged keep
	 * process, port and requests in flight; those that changed or are gone serve what
	 * they are serving and end. Whoever waits keeps its place, unless its model is gone.
	 * Starts at once, whether or not somebody subscribes.
	 * @param next the configuration; the last one that is given wins
	 * @return completes when requests are decided by it, which is before the first
	 * process has ended
	 */
	Mono<Void> replace(Configuration next);

	/**
	 * Returns the status of each model, in the order of the configuration, and after them
	 * of models that were removed and have not ended yet.
	 * @return a snapshot
	 */
	List<ModelStatus> statuses();

	/**
	 * Returns the status of one model.
	 * @param model its real id
	 * @return empty if there is none, and for a moment while a model comes or goes
	 */
	default Optional<ModelStatus> status(ModelId model) {
		return statuses().stream().filter((status) -> status.id().equals(model)).findFirst();
	}

	/**
	 * Tells how the servers were launched that are alive, whatever is configured now.
	 * @return a snapshot by the real ids, also of models that were removed
	 */
	default Map<ModelId, LaunchConfiguration> lives() {
		return Map.of();
	}

	/**
	 * Asks the server of a model whether it still answers its check. Changes nothing.
	 * @param model its real id
	 * @param limit how long the answer may take, more than zero
	 * @return {@code true} if it does, on any thread; {@code false} also where there is
	 * nothing to ask
	 */
	default Mono<Boolean> answers(ModelId model, Duration limit) {
		return Mono.just(false);
	}

	/**
	 * Emits the new status of a model after each change of its state. Slow followers lose
	 * intermediate statuses, never the latest.
	 * @return a stream without an end
	 */
	Flux<ModelStatus> changes();

	/**
	 * Tells that some status has changed, be it only in its requests in flight or
	 * waiting: several times for each request, so a follower looks at its own pace. Slow
	 * ones lose signals.
	 * @return a stream without an end
	 */
	default Flux<Boolean> movements() {
		return changes().map((status) -> Boolean.TRUE);
	}

	/**
	 * Tells how long a model took to start and to stop before, for "12 s of about 40 s".
	 * @param model the real id
	 * @return the middle of the last few times, {@link MeasuredDurations#NONE} if it was
	 * never measured
	 */
	default MeasuredDurations measured(ModelId model) {
		return MeasuredDurations.NONE;
	}

	/**
	 * Tells what would happen if a request came now. Changes nothing.
	 * @param request what would be asked for
	 * @return the plan, or empty if there is no such model
	 */
	default Mono<SwapPlan> plan(LeaseRequest request) {
		return Mono.empty();
	}

	/**
	 * Tells what a request that waits has before it. Changes nothing.
	 * @param request the very object that was given to {@link #acquire}
	 * @return the plan, on the scheduler's thread, or empty if it does not wait (any
	 * more)
	 */
	default Mono<SwapPlan> outlook(LeaseRequest request) {
		return Mono.empty();
	}

	/**
	 * Tells for each model that is waited for what the first request for it has before
	 * it. Changes nothing.
	 * @return the plans, on the scheduler's thread
	 */
	default Mono<List<SwapPlan>> outlooks() {
		return Mono.just(List.of());
	}

	/**
	 * Emits what is decided from now on, with reasons in words. Slow followers lose
	 * decisions.
	 * @return a stream without an end
	 */
	default Flux<SwapDecision> decisions() {
		return Flux.never();
	}

	/**
	 * Returns what was decided last, with reasons in words.
	 * @return a bounded number of decisions, newest first
	 */
	default List<SwapDecision> lastDecisions() {
		return List.of();
	}

	/**
	 * Ends: refuses waiting requests, lets those in flight end, then stops all models.
	 * @param drain how long requests in flight may take
	 * @return completes when nothing is left
	 */
	Mono<Void> shutdown(Duration drain);

}
