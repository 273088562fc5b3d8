package io.llamaswap.lifecycle;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.LaunchConfiguration;
import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.config.PreloadConfiguration;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import io.llamaswap.upstream.Endpoint;
import io.llamaswap.upstream.WarmUp;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Loads what is to be there before anybody asks (contract 4.9): in order, so many at
 * once, each with a request so that the first caller does not pay for what servers only
 * set up when they are asked. A model that cannot be loaded is told and passed over.
 */
public final class Preload {

	private static final Logger logger = LoggerFactory.getLogger(Preload.class);

	private final ModelLifecycleService models;

	private final Asking asking;

	private final Disposable.Swap present = Disposables.swap();

	private volatile Set<ModelId> loaded = Set.of();

	/** Models that have to be loaded again because a reload ends their present life. */
	private final Set<ModelId> again = ConcurrentHashMap.newKeySet();

	Preload(ModelLifecycleService models, Asking asking) {
		this.models = models;
		this.asking = asking;
	}

	/**
	 * Notes what is loaded, before a reload may end it.
	 */
	public void remember() {
		this.loaded = this.models.statuses()
			.stream()
			.filter((status) -> status.state().isAlive())
			.map(ModelStatus::id)
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Begins after a reload: what was loaded before, is replaced and has to stay loaded
	 * by its settings is loaded again too, when its old life is over.
	 * @param configuration says what is to be loaded
	 * @param replaced models whose server has to be started differently
	 */
	public void begin(Configuration configuration, Set<ModelId> replaced) {
		replaced.stream().filter(this.loaded::contains).forEach(this.again::add);
		this.again.removeIf((model) -> !staysLoaded(model, configuration));
		begin(configuration);
	}

	private static boolean staysLoaded(ModelId id, Configuration configuration) {
		return configuration.find(id).filter((model) -> model.lifetime().residency().keepLoaded()).isPresent()
				|| configuration.routing()
					.groups()
					.values()
					.stream()
					.anyMatch((group) -> group.persistent() && group.members().contains(id));
	}

	/**
	 * Begins, in place of what may still be going on.
	 * @param configuration says what is to be loaded; models that are ready are left
	 * alone
	 */
	public void begin(Configuration configuration) {
		this.present.update(run(configuration).subscribe());
	}

	/**
	 * Loads everything. Whose old life is still ending holds up nobody: it takes its
	 * place in the order when that is over.
	 * @param configuration says what is to be loaded
	 * @return completes when each has been loaded or passed over; never fails
	 */
	@SuppressWarnings("unchecked")
	Mono<Void> run(Configuration configuration) {
		PreloadConfiguration preload = configuration.access().preload();
		List<ModelId> order = order(configuration);
		Publisher<ModelId>[] free = order.stream()
			.map((model) -> endOfOldLife(model, configuration).thenReturn(model))
			.toArray(Publisher[]::new);
		return Flux.mergePriority(1, Comparator.comparingInt(order::indexOf), free)
			.flatMap((model) -> Mono.defer(() -> load(model, configuration))
				.doOnTerminate(() -> this.again.remove(model)), preload.parallel())
			.then();
	}

	private List<ModelId> order(Configuration configuration) {
		Set<ModelId> order = new LinkedHashSet<>(configuration.access().preload().models());
		configuration.models().keySet().stream().filter(this.again::contains).forEach(order::add);
		return List.copyOf(order);
	}

	private Mono<Void> endOfOldLife(ModelId id, Configuration configuration) {
		return Mono.defer(() -> endsOldLife(id, configuration)
				// Looked at once more when it is followed, so that no end is missed.
				? Flux.merge(this.models.changes().map(ModelStatus::id), Mono.just(id))
					.filter((changed) -> changed.equals(id) && !endsOldLife(id, configuration))
					.next()
					.then()
				: Mono.empty());
	}

	private boolean endsOldLife(ModelId id, Configuration configuration) {
		LaunchConfiguration launched = this.models.lives().get(id);
		return isIn(ModelState.STOPPING, id) || (launched != null && configuration.find(id)
			.filter((model) -> !launched.restartedBy(model.launch()).isEmpty())
			.isPresent());
	}

	private boolean isIn(ModelState state, ModelId id) {
		return this.models.status(id).filter((status) -> status.state() == state).isPresent();
	}

	private Mono<Void> load(ModelId id, Configuration configuration) {
		ModelConfiguration model = configuration.find(id).orElse(null);
		if (model == null || isIn(ModelState.READY, id)) {
			return Mono.empty();
		}
		return Mono
			.usingWhen(this.models.acquire(LeaseRequest.preload(id)),
					(lease) -> warmUp(lease, model, configuration.access().preload().warmUp()),
					(lease) -> Mono.fromRunnable(lease::release))
			.onErrorResume((error) -> {
				logger.warn("model {}: preload failed: {}", id, error.getMessage());
				return Mono.empty();
			});
	}

	private Mono<Void> warmUp(Lease lease, ModelConfiguration model, String path) {
		if (PreloadConfiguration.NO_WARM_UP.equals(path)) {
			return Mono.empty();
		}
		String name = model.requests().useModelName();
		return this.asking.ask(lease.endpoint(), path, name.isEmpty() ? model.id().value() : name)
			.doOnNext((status) -> tell(model.id(), path, status))
			.then();
	}

	private static void tell(ModelId model, String path, int status) {
		if (status < 400) {
			logger.info("model {}: preloaded", model);
		}
		else {
			logger.info("model {}: loaded, but {} answered {}", model, path, status);
		}
	}

	/**
	 * Sends the first request, see {@link WarmUp#ask}.
	 */
	@FunctionalInterface
	interface Asking {

		/**
		 * Asks once.
		 * @param server where it is reached
		 * @param path path of the request
		 * @param model what the server calls its model
		 * @return the status of the answer
		 */
		Mono<Integer> ask(Endpoint server, String path, String model);

	}

}
