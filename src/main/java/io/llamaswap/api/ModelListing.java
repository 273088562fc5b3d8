package io.llamaswap.api;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.llamaswap.config.CapabilityConfiguration;
import io.llamaswap.config.Configuration;
import io.llamaswap.config.ListingConfiguration;
import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.directory.ModelDirectory;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code /v1/models}: the listed models and the names of others, sorted by
 * the bytes of their ids (contract 3.8).
 *
 * @param data one row per listed model
 * @param object always {@code list}
 */
record ModelListing(List<Row> data, String object) {

	private static final Comparator<String> BY_BYTES = (left, right) -> Arrays
		.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

	/**
	 * Lists what may be listed.
	 * @param directory the names and the configuration now
	 * @param statuses the statuses now, by model
	 * @param now the time of the request
	 * @param open which names may be shown to whoever asks
	 * @return the listing
	 */
	static ModelListing of(ModelDirectory directory, Map<ModelId, ModelStatus> statuses, Instant now,
			Predicate<String> open) {
		Configuration configuration = directory.configuration();
		boolean withAliases = configuration.access().includeAliasesInList();
		Stream<Row> models = listed(configuration).stream()
			.flatMap((model) -> names(model, withAliases, open)
				.map((name) -> Row.ofName(name, model, Status.of(statuses.get(model.id())), now, open)));
		List<Row> rows = Stream.concat(models, new OtherNames(directory, statuses, now, open).rows())
			.sorted(Comparator.comparing(Row::id, BY_BYTES))
			.toList();
		return new ModelListing(rows, "list");
	}

	/**
	 * Finds the row of one name, of unlisted models and names that only a pattern knows
	 * too: who knows the name may use it.
	 * @param name the name as requested
	 * @param directory the names and the configuration now
	 * @param statuses the statuses now, by model
	 * @param now the time of the request
	 * @param open which names may be shown to whoever asks, this one included
	 * @return its row, or empty if nobody answers to that name
	 */
	static Optional<Row> find(String name, ModelDirectory directory, Map<ModelId, ModelStatus> statuses, Instant now,
			Predicate<String> open) {
		return exact(name, directory, statuses, now, open).or(() -> directory.configuration()
			.naming()
			.wildcard(name)
			.flatMap((target) -> exact(target, directory, statuses, now, open))
			.map((row) -> row.named(name)));
	}

	private static Optional<Row> exact(String name, ModelDirectory directory, Map<ModelId, ModelStatus> statuses,
			Instant now, Predicate<String> open) {
		Configuration configuration = directory.configuration();
		Optional<Row> listed = of(directory, statuses, now, open).data()
			.stream()
			.filter((row) -> row.id().equals(name))
			.findFirst();
		Optional<Row> known = listed.or(() -> configuration.resolve(name)
			.flatMap(configuration::find)
			.map((model) -> Row.ofName(name, model, Status.of(statuses.get(model.id())), now, open)));
		return known.or(() -> new OtherNames(directory, statuses, now, open).find(name));
	}

	/**
	 * Returns the names that a model is listed under: its id, and its aliases where they
	 * are wanted or where they are all that whoever asks may use.
	 * @param model the model
	 * @param withAliases whether aliases are listed beside the id
	 * @param open which names may be shown
	 * @return the names, possibly none
	 */
	static Stream<String> names(ModelConfiguration model, boolean withAliases, Predicate<String> open) {
		String id = model.id().value();
		if (!open.test(id)) {
			return aliases(model).stream().filter(open);
		}
		return withAliases ? Stream.concat(Stream.of(id), aliases(model).stream().filter(open)) : Stream.of(id);
	}

	private static List<String> aliases(ModelConfiguration model) {
		// The names that only set parameters are names all the same.
		Set<String> aliases = new LinkedHashSet<>(model.listing().aliases());
		aliases.addAll(model.requests().filters().setParamsByID().keySet());
		aliases.remove(model.id().value());
		return List.copyOf(aliases);
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
	 * One name that requests may use.
	 *
	 * @param id the name
	 * @param object always {@code model}
	 * @param created time of the request in seconds of the epoch, as llama-swap has it
	 * @param ownedBy always {@code llama-swap}
	 * @param name display name, left out if there is none
	 * @param description description, left out if there is none
	 * @param capabilities what it can do, left out if nothing is said
	 * @param meta metadata with llama-swap's own keys
	 * @param status whether it is loaded
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Row(String id, String object, long created, @JsonProperty("owned_by") String ownedBy, @Nullable String name,
			@Nullable String description, @JsonUnwrapped @Nullable ListedCapabilities capabilities,
			Map<String, Object> meta, Status status) {

		private static Row ofModel(ModelConfiguration model, Status status, Instant now) {
			List<String> aliases = aliases(model);
			Map<String, Object> own = aliases.isEmpty() ? Map.of("type", "model")
					: Map.of("type", "model", "aliases", aliases);
			return of(model.id().value(), model.listing(), own, status, now);
		}

		private static Row ofName(String name, ModelConfiguration model, Status status, Instant now,
				Predicate<String> open) {
			String id = model.id().value();
			if (name.equals(id)) {
				return ofModel(model, status, now);
			}
			Map<String, Object> own = open.test(id) ? Map.of("type", "alias", "modelID", id) : Map.of("type", "alias");
			return of(name, model.listing(), own, status, now);
		}

		static Row of(String id, ListingConfiguration listing, Map<String, Object> own, Status status, Instant now) {
			CapabilityConfiguration configured = listing.capabilities();
			ListedCapabilities capabilities = (configured != null) ? ListedCapabilities.of(configured) : null;
			return new Row(id, "model", now.getEpochSecond(), "llama-swap", trimmed(listing.name()),
					trimmed(listing.description()), capabilities, meta(listing, own, capabilities), status);
		}

		private Row named(String other) {
			return new Row(other, this.object, this.created, this.ownedBy, this.name, this.description,
					this.capabilities, this.meta, this.status);
		}

		private static @Nullable String trimmed(String text) {
			return text.isBlank() ? null : text.strip();
		}

		private static Map<String, Object> meta(ListingConfiguration listing, Map<String, Object> own,
				@Nullable ListedCapabilities capabilities) {
			Map<String, Object> metadata = new LinkedHashMap<>(listing.metadata());
			if (capabilities != null) {
				metadata.keySet().removeAll(ListedCapabilities.RESERVED);
			}
			metadata.putAll(own);
			Map<String, Object> meta = new LinkedHashMap<>();
			meta.put("llamaswap", metadata);
			if (capabilities != null && capabilities.contextLength() != null) {
				meta.put("n_ctx", capabilities.contextLength());
			}
			return meta;
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

		static Status of(@Nullable ModelStatus status) {
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
