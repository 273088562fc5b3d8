package io.llamaswap.api;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.llamaswap.config.Configuration;
import io.llamaswap.config.ListingConfiguration;
import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code /v1/models}: the listed models, sorted by the bytes of their ids
 * (contract 3.8).
 *
 * @param data one row per listed model
 * @param object always {@code list}
 */
record ModelListing(List<Row> data, String object) {

	private static final Comparator<String> BY_BYTES = (left, right) -> Arrays
		.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

	/**
	 * Lists what may be listed.
	 * @param configuration the configuration now
	 * @param statuses the statuses now
	 * @param now the time of the request
	 * @return the listing
	 */
	static ModelListing of(Configuration configuration, List<ModelStatus> statuses, Instant now) {
		Map<ModelId, ModelStatus> byId = statuses.stream()
			.collect(Collectors.toMap(ModelStatus::id, Function.identity()));
		List<Row> rows = listed(configuration).stream()
			.map((model) -> Row.of(model, byId.get(model.id()), now))
			.toList();
		return new ModelListing(rows, "list");
	}

	/**
	 * Returns the listed models in the order of listings.
	 * @param configuration the configuration now
	 * @return all but the unlisted models
	 */
	static List<ModelConfiguration> listed(Configuration configuration) {
		return configuration.allModels()
			.stream()
			.filter((model) -> !model.listing().unlisted())
			.sorted(Comparator.comparing((model) -> model.id().value(), BY_BYTES))
			.toList();
	}

	/**
	 * One model.
	 *
	 * @param id the real id
	 * @param object always {@code model}
	 * @param created time of the request in seconds of the epoch, as llama-swap has it
	 * @param ownedBy always {@code llama-swap}
	 * @param name display name, left out if there is none
	 * @param description description, left out if there is none
	 * @param meta metadata with llama-swap's own keys
	 * @param status whether it is loaded
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Row(String id, String object, long created, @JsonProperty("owned_by") String ownedBy, @Nullable String name,
			@Nullable String description, Map<String, Object> meta, Status status) {

		private static Row of(ModelConfiguration model, @Nullable ModelStatus status, Instant now) {
			ListingConfiguration listing = model.listing();
			return new Row(model.id().value(), "model", now.getEpochSecond(), "llama-swap", trimmed(listing.name()),
					trimmed(listing.description()), Map.of("llamaswap", metadata(listing)), Status.of(status));
		}

		private static @Nullable String trimmed(String text) {
			return text.isBlank() ? null : text.strip();
		}

		private static Map<String, Object> metadata(ListingConfiguration listing) {
			Map<String, Object> metadata = new LinkedHashMap<>(listing.metadata());
			metadata.put("type", "model");
			if (!listing.aliases().isEmpty()) {
				metadata.put("aliases", listing.aliases());
			}
			return metadata;
		}

	}

	/**
	 * Whether a model is loaded, in llama-swap's word and exactly.
	 *
	 * @param value {@code loaded} in every state with a process, else {@code unloaded}
	 * @param state our addition: the exact state
	 * @param failure our addition: why it is down, if it did not end by itself or by
	 * order
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Status(String value, String state, @Nullable Failure failure) {

		private static Status of(@Nullable ModelStatus status) {
			if (status == null) {
				return new Status("unloaded", ModelState.STOPPED.wireName(), null);
			}
			boolean alive = status.state().isAlive();
			ModelFailure failure = status.failed() ? status.lastFailure() : null;
			return new Status(alive ? "loaded" : "unloaded", status.state().wireName(),
					(failure != null) ? Failure.of(failure, status.retryAt()) : null);
		}

	}

	/**
	 * A failure as it is shown to any caller.
	 *
	 * @param kind its kind
	 * @param reason one sentence
	 * @param exitCode exit code of the process, if it exited
	 * @param at when it happened
	 * @param retryAt when the model may be tried again, if it is left alone for a while
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Failure(String kind, String reason, @JsonProperty("exit_code") @Nullable Integer exitCode, Instant at,
			@JsonProperty("retry_at") @Nullable Instant retryAt) {

		private static Failure of(ModelFailure failure, @Nullable Instant retryAt) {
			return new Failure(failure.kind().name().toLowerCase(Locale.ROOT), failure.reason(), failure.exitCode(),
					failure.at(), retryAt);
		}

	}

}
