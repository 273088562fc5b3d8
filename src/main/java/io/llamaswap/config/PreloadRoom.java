package io.llamaswap.config;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

import io.llamaswap.matrix.MatrixSolver;
import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether all that is preloaded has room at the same time, by the groups or the
 * matrix of the file.
 */
final class PreloadRoom {

	private final Configuration configuration;

	private final @Nullable MatrixSolver matrix;

	PreloadRoom(Configuration configuration) {
		this.configuration = configuration;
		MatrixConfiguration rule = configuration.routing().matrix();
		this.matrix = (rule != null) ? new MatrixSolver(rule.sets(), rule::evictCost) : null;
	}

	/**
	 * Finds the first that ends others which are preloaded before it.
	 * @return who ends whom, or {@code ""} if all of them stay
	 */
	String conflict() {
		Set<ModelId> loaded = new LinkedHashSet<>();
		for (ModelId model : this.configuration.access().preload().models()) {
			if (isKept(model)) {
				continue;
			}
			Set<ModelId> stopped = stoppedBy(model, loaded);
			if (!stopped.isEmpty()) {
				return model + " ends " + stopped.iterator().next();
			}
			loaded.add(model);
		}
		return "";
	}

	// One that is kept makes room for nobody, and nobody for it.
	private boolean isKept(ModelId model) {
		return this.configuration.find(model).filter((kept) -> kept.lifetime().residency().keepLoaded()).isPresent();
	}

	private Set<ModelId> stoppedBy(ModelId model, Set<ModelId> loaded) {
		if (this.matrix != null) {
			return this.matrix.choose(model, loaded).evicted();
		}
		Set<ModelId> stopped = new LinkedHashSet<>(loaded);
		stopped.removeIf((other) -> !group(model).stops(group(other)));
		return stopped;
	}

	private GroupConfiguration group(ModelId model) {
		Collection<GroupConfiguration> groups = this.configuration.routing().groups().values();
		return groups.stream().filter((group) -> group.members().contains(model)).findFirst().orElseThrow();
	}

}
