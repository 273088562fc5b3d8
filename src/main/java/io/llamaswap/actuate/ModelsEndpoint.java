package io.llamaswap.actuate;

import java.util.List;
import java.util.Map;

import io.llamaswap.lifecycle.ModelLifecycleService;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.stereotype.Component;

/**
 * Shows every model with what is known of it.
 */
@Component
@Endpoint(id = "models")
public final class ModelsEndpoint {

	private final ModelLifecycleService lifecycle;

	ModelsEndpoint(ModelLifecycleService lifecycle) {
		this.lifecycle = lifecycle;
	}

	/**
	 * Shows all models.
	 * @return {@code models}: one view per model, in the order of the configuration
	 */
	@ReadOperation
	public Map<String, Object> models() {
		List<ModelView> views = this.lifecycle.statuses().stream().map(ModelView::of).toList();
		return Map.of("models", views);
	}

}
