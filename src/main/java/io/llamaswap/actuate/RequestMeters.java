package io.llamaswap.actuate;

import java.util.function.Supplier;

import io.llamaswap.activity.ActivityRow;
import io.llamaswap.config.Configuration;
import io.llamaswap.model.ModelId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Counts requests and tokens of each configured model. A name that is nobody's is
 * {@code other}, so that callers cannot make time series.
 */
final class RequestMeters {

	private static final String OTHER = "other";

	private final MeterRegistry registry;

	private final Supplier<Configuration> configuration;

	RequestMeters(MeterRegistry registry, Supplier<Configuration> configuration) {
		this.registry = registry;
		this.configuration = configuration;
	}

	/**
	 * Counts a request that is over.
	 * @param row the request
	 */
	void count(ActivityRow row) {
		String model = model(row.model());
		Timer.builder("llamaswap.requests")
			.description("Requests to model endpoints from their arrival to their end")
			.tag("model", model)
			.tag("status", (row.status() >= 100 && row.status() < 600) ? Integer.toString(row.status()) : "0")
			.register(this.registry)
			.record(row.duration());
		tokens(model, "input", row.tokens().input());
		tokens(model, "output", row.tokens().output());
		tokens(model, "cached", row.tokens().cached());
	}

	private void tokens(String model, String kind, int count) {
		if (count > 0) {
			Counter.builder("llamaswap.tokens")
				.description("Tokens that model servers say they processed or generated")
				.tag("model", model)
				.tag("kind", kind)
				.register(this.registry)
				.increment(count);
		}
	}

	private String model(String name) {
		boolean known = !name.isBlank() && this.configuration.get().find(new ModelId(name)).isPresent();
		return known ? name : OTHER;
	}

}
