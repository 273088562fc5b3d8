package io.llamaswap.actuate;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.llamaswap.config.Configuration;
import io.llamaswap.lifecycle.ModelLifecycleService;
import io.llamaswap.lifecycle.ModelStatus;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.stereotype.Component;

/**
 * Shows every model with what is known of it.
 */
@Component
@Endpoint(id = "models")
public final class ModelsEndpoint {

	private final Supplier<Configuration> configuration;

	private final ModelLifecycleService lifecycle;

	ModelsEndpoint(Supplier<Configuration> configuration, ModelLifecycleService lifecycle) {
		this.configuration = configuration;
		this.lifecycle = lifecycle;
	}

	/**
	 * Shows all models.
	 * @return {@code models}: one view per model, in the order of the configuration
	 */
	@ReadOperation
	public Map<String, Object> models() {
		Configuration now = this.configuration.get();
		List<ModelView> views = this.lifecycle.statuses()
			.stream()
			.map((status) -> ModelView.of(status, isKept(status, now)))
			.toList();
		return Map.of("models", views);
	}

	private static boolean isKept(ModelStatus status, Configuration now) {
		return now.find(status.id()).filter((model) -> model.lifetime().residency().keepLoaded()).isPresent();
	}

}
