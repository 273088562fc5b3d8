package io.llamaswap.lifecycle;

import java.util.List;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.LaunchConfiguration;
import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * Finds who answers for models that another configuration has no more: whoever has the
 * name now by which one was asked for, or its id; else the one new model whose server is
 * started in the same way, as then it was only renamed.
 */
final class Heirs {

	/** Nobody answers for anybody. */
	static final Finder NONE = (request) -> null;

	private final Configuration before;

	private final Configuration next;

	Heirs(Configuration before, Configuration next) {
		this.before = before;
		this.next = next;
	}

	/**
	 * Finds the heir of a model that is gone.
	 * @param request who had asked for it
	 * @return the real id, or {@code null} if there is none
	 */
	@Nullable ModelId find(LeaseRequest request) {
		return this.next.resolve(request.name())
			.or(() -> this.next.resolve(request.model().value()))
			.orElseGet(() -> renamed(request.model()));
	}

	private @Nullable ModelId renamed(ModelId model) {
		LaunchConfiguration launch = this.before.find(model).map(ModelConfiguration::launch).orElse(null);
		if (launch == null) {
			return null;
		}
		List<ModelId> alike = this.next.allModels()
			.stream()
			.filter((other) -> this.before.find(other.id()).isEmpty() && launch.restartedBy(other.launch()).isEmpty())
			.map(ModelConfiguration::id)
			.toList();
		return (alike.size() == 1) ? alike.get(0) : null;
	}

	/**
	 * Finds heirs.
	 */
	@FunctionalInterface
	interface Finder {

		/**
		 * Finds the heir of a model that is gone.
		 * @param request who had asked for it
		 * @return the real id, or {@code null} if there is none
		 */
		@Nullable ModelId find(LeaseRequest request);

	}

}
