package io.llamaswap.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.llamaswap.model.ModelId;

/**
 * Gives ports to models. A model that has one keeps it over a reload, whoever is added or
 * removed around it; the port of a model that is removed is not given away at once,
 * because its server may still be ending.
 */
final class PortBook {

	/** The last port that there is. */
	static final int LAST = 65_535;

	private final Map<ModelId, Integer> kept;

	private final Set<Integer> taken;

	private final int first;

	private int next;

	/**
	 * Opens a book.
	 * @param first the first port to give
	 * @param kept the ports that models have
	 */
	PortBook(int first, Map<ModelId, Integer> kept) {
		this.first = first;
		this.next = first;
		this.kept = Map.copyOf(kept);
		this.taken = new HashSet<>(kept.values());
	}

	/**
	 * Returns the ports that the models of a configuration have.
	 * @param configuration the configuration
	 * @return ports by model, without models that have none
	 */
	static Map<ModelId, Integer> portsOf(Configuration configuration) {
		Map<ModelId, Integer> ports = new HashMap<>();
		for (ModelConfiguration model : configuration.allModels()) {
			Integer port = model.launch().port();
			if (port != null) {
				ports.put(model.id(), port);
			}
		}
		return ports;
	}

	/**
	 * Gives a port.
	 * @param model who asks
	 * @return its port; numbers above {@link #LAST} if none is left
	 */
	int take(ModelId model) {
		Integer mine = this.kept.get(model);
		// A start port that was raised above it is a wish to move.
		if (mine != null && mine >= this.first) {
			return mine;
		}
		while (this.taken.contains(this.next)) {
			this.next++;
		}
		return this.next++;
	}

}
