package io.llamaswap.api;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.LaunchConfiguration;
import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.error.Redaction;
import io.llamaswap.lifecycle.ModelLifecycleService;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code /running}: every model with a process, sorted by id (contract
 * 3.8).
 *
 * @param running one row per model with a process
 */
record RunningModels(List<Row> running) {

	/**
	 * Lists what runs.
	 * @param configuration the configuration now
	 * @param lifecycle knows what runs
	 * @return the listing
	 */
	static RunningModels of(Configuration configuration, ModelLifecycleService lifecycle) {
		Map<ModelId, LaunchConfiguration> lives = lifecycle.lives();
		return new RunningModels(lifecycle.statuses()
			.stream()
			.filter((status) -> status.state().isAlive())
			.sorted(Comparator.comparing(ModelStatus::id))
			.flatMap((status) -> Row.of(status, configuration.find(status.id()), lives.get(status.id())).stream())
			.toList());
	}

	/**
	 * One model that runs.
	 *
	 * @param model the real id
	 * @param state {@code starting}, {@code ready} or {@code stopping}
	 * @param cmd the command that it was launched by, without its secrets
	 * @param proxy base address of its server
	 * @param ttl idle time until it is unloaded in seconds, 0 for never
	 * @param name display name as written
	 * @param description description as written
	 */
	record Row(String model, String state, String cmd, String proxy, long ttl, String name, String description) {

		// A server may outlive the configuration that it was launched by.
		private static Optional<Row> of(ModelStatus status, Optional<ModelConfiguration> model,
				@Nullable LaunchConfiguration life) {
			return Optional.ofNullable(life)
				.or(() -> model.map(ModelConfiguration::launch))
				.map((launch) -> new Row(status.id().value(), status.state().wireName(),
						Redaction.withoutSecrets(launch.cmd()), launch.proxy().toString(),
						model.map((now) -> now.lifetime().ttl().toSeconds()).orElse(0L),
						model.map((now) -> now.listing().name()).orElse(""),
						model.map((now) -> now.listing().description()).orElse("")));
		}

	}

}
