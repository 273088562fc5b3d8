package io.llamaswap.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * Gives ports to models. A model that has one keeps it over a reload, whoever is added or
 * removed around it; a port on which a server is still alive is given to nobody else, nor
 * that of a model which the same reload removes.
 */
final class PortBook {

	/** The last port that there is. */
	static final int LAST = 65_535;

	private final Map<ModelId, Integer> kept;

	private final Set<Integer> taken;

	private final int first;

	private int next;

	private PortBook(int first, Map<ModelId, Integer> kept, Set<Integer> taken) {
		this.first = first;
		this.next = first;
		this.kept = kept;
		this.taken = taken;
	}

	/**
	 * Opens a book.
	 * @param first the first port to give
	 * @param before what is in force, or {@code null} at the start
	 * @return a book in which nothing is given yet that somebody has
	 */
	static PortBook open(int first, @Nullable InForce before) {
		Map<ModelId, Integer> kept = new HashMap<>();
		Set<Integer> taken = new HashSet<>();
		if (before != null) {
			// A server may still be on a port that its model is not to have again.
			before.lives().forEach((id, launch) -> enter(id, launch, kept));
			taken.addAll(kept.values());
			before.configuration().allModels().forEach((model) -> enter(model.id(), model.launch(), kept));
			taken.addAll(kept.values());
		}
		return new PortBook(first, kept, taken);
	}

	private static void enter(ModelId id, LaunchConfiguration launch, Map<ModelId, Integer> ports) {
		if (launch.port() != null) {
			ports.put(id, launch.port());
		}
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
