package io.llamaswap.actuate;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import io.llamaswap.lifecycle.ModelLifecycleService;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Counts what becomes of each configured model. Names from requests never become tags, so
 * the number of time series follows from the configuration. Calls come from one thread at
 * a time.
 */
final class ModelMeters {

	private final MeterRegistry registry;

	private final ModelLifecycleService models;

	private final Map<ModelId, ModelStatus> latest = new HashMap<>();

	ModelMeters(MeterRegistry registry, ModelLifecycleService models) {
		this.registry = registry;
		this.models = models;
	}

	/**
	 * Takes note of a status, which registers the meters of a model that is new.
	 * @param status the status now
	 */
	void update(ModelStatus status) {
		ModelStatus before = this.latest.put(status.id(), status);
		if (before == null) {
			register(status.id());
			return;
		}
		if (status.state() != before.state()) {
			entered(before, status);
		}
		if (status.lastFailure() != null && !status.lastFailure().equals(before.lastFailure())) {
			failures(status.id()).increment();
		}
	}

	private void entered(ModelStatus before, ModelStatus status) {
		if (status.state() == ModelState.STARTING) {
			starts(status.id()).increment();
		}
		else if (status.state() == ModelState.READY && before.state() == ModelState.STARTING) {
			Duration loading = Duration.between(before.since(), status.since());
			load(status.id()).record(loading.isNegative() ? Duration.ZERO : loading);
		}
	}

	private void register(ModelId id) {
		for (ModelState state : ModelState.values()) {
			gauge("llamaswap.model.state", "1 for the state that the model is in", id,
					(status) -> (status.state() == state) ? 1 : 0, "state", ModelView.name(state));
		}
		gauge("llamaswap.model.requests.in.flight", "Requests that the model is serving", id, ModelStatus::inFlight);
		gauge("llamaswap.model.requests.waiting", "Requests that wait for the model", id, ModelStatus::waiting);
		starts(id);
		failures(id);
		load(id);
	}

	private void gauge(String name, String description, ModelId id, ToDoubleFunction<ModelStatus> value,
			String... tags) {
		Gauge.builder(name, this.models, (now) -> now.status(id).map(value::applyAsDouble).orElse(Double.NaN))
			.description(description)
			.tag("model", id.value())
			.tags(tags)
			.register(this.registry);
	}

	private Counter starts(ModelId id) {
		return Counter.builder("llamaswap.model.starts")
			.description("Starts of the model's server")
			.tag("model", id.value())
			.register(this.registry);
	}

	private Counter failures(ModelId id) {
		return Counter.builder("llamaswap.model.failures")
			.description("Failed starts and deaths of the model's server")
			.tag("model", id.value())
			.register(this.registry);
	}

	private Timer load(ModelId id) {
		return Timer.builder("llamaswap.model.load")
			.description("Time from the start of the model's server until it was ready")
			.tag("model", id.value())
			.register(this.registry);
	}

}
