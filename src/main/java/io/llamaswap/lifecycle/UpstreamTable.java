package io.llamaswap.lifecycle;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.LaunchConfiguration;
import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.model.ModelId;
import io.llamaswap.upstream.Upstream;
import io.llamaswap.upstream.UpstreamEvent;
import io.llamaswap.upstream.UpstreamFactory;
import org.jspecify.annotations.Nullable;

/**
 * The upstream of each model, in the order of the configuration, then those of models
 * that were removed and have not ended yet. Written by the loop only, read by any thread.
 */
final class UpstreamTable {

	private final UpstreamFactory factory;

	private final Consumer<UpstreamEvent> listener;

	private volatile Map<ModelId, Upstream> upstreams = Map.of();

	private Map<ModelId, ModelConfiguration> models = Map.of();

	/** How the last life of each model was launched. Read by any thread. */
	private final Map<ModelId, LaunchConfiguration> launched = new ConcurrentHashMap<>();

	UpstreamTable(UpstreamFactory factory, Consumer<UpstreamEvent> listener) {
		this.factory = factory;
		this.listener = listener;
	}

	/**
	 * Takes another configuration: what is known is kept, what is missing is made.
	 * @param next the configuration
	 * @return models whose last life was launched differently: what was in force in the
	 * meantime does not count
	 */
	Set<ModelId> replace(Configuration next) {
		Map<ModelId, Upstream> known = new LinkedHashMap<>(this.upstreams);
		Map<ModelId, Upstream> table = new LinkedHashMap<>();
		for (ModelConfiguration model : next.allModels()) {
			Upstream upstream = known.remove(model.id());
			if (upstream != null) {
				upstream.reconfigure(model);
			}
			table.put(model.id(), (upstream != null) ? upstream : this.factory.create(model, this.listener));
		}
		table.putAll(known);
		this.upstreams = table;
		this.models = next.models();
		return relaunched();
	}

	private Set<ModelId> relaunched() {
		Set<ModelId> relaunched = new LinkedHashSet<>();
		this.models.forEach((id, model) -> {
			LaunchConfiguration last = this.launched.get(id);
			if (last != null && !last.restartedBy(model.launch()).isEmpty()) {
				relaunched.add(id);
			}
		});
		return relaunched;
	}

	/**
	 * Starts a model as it is configured now.
	 * @param model the real id of one that is configured
	 */
	void start(ModelId model) {
		this.launched.put(model, Objects.requireNonNull(this.models.get(model)).launch());
		get(model).start();
	}

	void forget(ModelId model) {
		this.launched.remove(model);
		Map<ModelId, Upstream> table = new LinkedHashMap<>(this.upstreams);
		table.remove(model);
		this.upstreams = table;
	}

	/**
	 * Returns how the last lives were launched.
	 * @param models tells of which models
	 * @return how each of them was launched that ever was
	 */
	Map<ModelId, LaunchConfiguration> launched(Predicate<ModelId> models) {
		return this.launched.entrySet()
			.stream()
			.filter((entry) -> models.test(entry.getKey()))
			.collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	Set<ModelId> ids() {
		return this.upstreams.keySet();
	}

	Upstream get(ModelId model) {
		return Objects.requireNonNull(find(model), () -> "no upstream of model " + model);
	}

	@Nullable Upstream find(ModelId model) {
		return this.upstreams.get(model);
	}

}
