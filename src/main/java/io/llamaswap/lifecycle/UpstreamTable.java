package io.llamaswap.lifecycle;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

import io.llamaswap.config.Configuration;
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

	UpstreamTable(UpstreamFactory factory, Consumer<UpstreamEvent> listener) {
		this.factory = factory;
		this.listener = listener;
	}

	/**
	 * Takes another configuration: what is known is kept, what is missing is made.
	 * @param next the configuration
	 */
	void replace(Configuration next) {
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
	}

	void forget(ModelId model) {
		Map<ModelId, Upstream> table = new LinkedHashMap<>(this.upstreams);
		table.remove(model);
		this.upstreams = table;
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
