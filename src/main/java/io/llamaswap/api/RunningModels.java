package io.llamaswap.api;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.error.Redaction;
import io.llamaswap.lifecycle.ModelStatus;

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
	 * @param statuses the statuses now
	 * @return the listing
	 */
	static RunningModels of(Configuration configuration, List<ModelStatus> statuses) {
		return new RunningModels(statuses.stream()
			.filter((status) -> status.state().isAlive())
			.sorted(Comparator.comparing(ModelStatus::id))
			.map((status) -> configuration.find(status.id()).map((model) -> Row.of(model, status)))
			.flatMap(Optional::stream)
			.toList());
	}

	/**
	 * One model that runs.
	 *
	 * @param model the real id
	 * @param state {@code starting}, {@code ready} or {@code stopping}
	 * @param cmd the command after macro expansion, without its secrets
	 * @param proxy base address of its server
	 * @param ttl idle time until it is unloaded in seconds, 0 for never
	 * @param name display name as written
	 * @param description description as written
	 */
	record Row(String model, String state, String cmd, String proxy, long ttl, String name, String description) {

		private static Row of(ModelConfiguration model, ModelStatus status) {
			return new Row(model.id().value(), status.state().wireName(),
					Redaction.withoutSecrets(model.launch().cmd()), model.launch().proxy().toString(),
					model.lifetime().ttl().toSeconds(), model.listing().name(), model.listing().description());
		}

	}

}
