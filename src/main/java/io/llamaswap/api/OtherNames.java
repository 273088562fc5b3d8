package io.llamaswap.api;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.llamaswap.api.ModelListing.Failure;
import io.llamaswap.api.ModelListing.Row;
import io.llamaswap.api.ModelListing.Status;
import io.llamaswap.config.Configuration;
import io.llamaswap.config.ListingConfiguration;
import io.llamaswap.config.PeerConfiguration;
import io.llamaswap.config.PinProfileConfiguration;
import io.llamaswap.config.SelectorConfiguration;
import io.llamaswap.config.SelectorConfiguration.Strategy;
import io.llamaswap.directory.ModelDirectory;
import io.llamaswap.directory.PeerHealth;
import io.llamaswap.directory.Recipient;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import org.jspecify.annotations.Nullable;

/**
 * The rows of listings that are no models of ours: models of peers, selectors, pins of
 * the active profile (contract 3.8).
 */
final class OtherNames {

	private final ModelDirectory directory;

	private final Configuration configuration;

	private final Map<ModelId, ModelStatus> statuses;

	private final Instant now;

	private final Predicate<String> open;

	OtherNames(ModelDirectory directory, Map<ModelId, ModelStatus> statuses, Instant now, Predicate<String> open) {
		this.directory = directory;
		this.configuration = directory.configuration();
		this.statuses = statuses;
		this.now = now;
		this.open = open;
	}

	Stream<Row> rows() {
		Stream<Row> peers = this.configuration.peers().values().stream().flatMap(this::ofPeer);
		Stream<Row> selectors = this.configuration.selectors()
			.values()
			.stream()
			.filter((selector) -> !selector.listing().unlisted())
			.map(this::ofSelector);
		Stream<Row> pins = this.directory.activeProfile().stream().flatMap(this::ofProfile);
		return Stream.of(peers, selectors, pins).flatMap((rows) -> rows).filter((row) -> this.open.test(row.id()));
	}

	/**
	 * Finds the row of a name that no listing shows: an unlisted selector, or the bare
	 * name of a peer's model.
	 * @param name the name as requested
	 * @return its row under that name, or empty if nobody answers to it
	 */
	Optional<Row> find(String name) {
		SelectorConfiguration selector = this.configuration.selectors().get(name);
		if (selector != null) {
			return Optional.of(ofSelector(selector));
		}
		return this.directory.recipient(name)
			.filter(Recipient.Remote.class::isInstance)
			.map(Recipient.Remote.class::cast)
			.map((remote) -> row(name, remote.peer(), remote.model()));
	}

	private Stream<Row> ofPeer(PeerConfiguration peer) {
		return peer.models().stream().map((model) -> row(peer.id() + "/" + model, peer, model));
	}

	private Row row(String id, PeerConfiguration peer, String model) {
		return Row.of(id, listing(peer.id() + ": " + model, "", Map.of()), Map.of("type", "peer", "peerID", peer.id()),
				ofHealth(this.directory.peerFailure(peer.id())), this.now);
	}

	// A peer says nothing about what it has loaded, so llama-swap calls its models
	// unloaded.
	private static Status ofHealth(PeerHealth.@Nullable Failure failure) {
		if (failure == null) {
			return new Status("unloaded", "remote", null);
		}
		return new Status("unloaded", "unreachable",
				new Failure("unreachable", failure.reason(), null, failure.since(), failure.retryAt()));
	}

	private Row ofSelector(SelectorConfiguration selector) {
		Map<String, Object> own = new LinkedHashMap<>();
		own.put("type", "selector");
		own.put("strategy", selector.strategy().name().toLowerCase(Locale.ROOT));
		own.put("targets", selector.targets().stream().filter(this.open).toList());
		if (selector.strategy() == Strategy.SPILLOVER) {
			own.put("spillover", selector.spillover());
		}
		SelectorConfiguration.Listing shown = selector.listing();
		return Row.of(selector.id(), listing(shown.name(), shown.description(), shown.metadata()), own,
				ofTargets(selector), this.now);
	}

	private Status ofTargets(SelectorConfiguration selector) {
		List<String> relevant = (selector.strategy() == Strategy.PIN) ? selector.targets().subList(0, 1)
				: selector.targets();
		List<ModelState> states = relevant.stream()
			.map(this::local)
			.flatMap(Optional::stream)
			.map(ModelStatus::state)
			.toList();
		for (ModelState state : List.of(ModelState.READY, ModelState.STARTING)) {
			if (states.contains(state)) {
				return new Status("loaded", state.wireName(), null);
			}
		}
		return new Status("unloaded", ModelState.STOPPED.wireName(), null);
	}

	private Optional<ModelStatus> local(String name) {
		return this.configuration.resolve(name).map(this.statuses::get).filter(Objects::nonNull);
	}

	private Stream<Row> ofProfile(PinProfileConfiguration profile) {
		return profile.pins()
			.entrySet()
			.stream()
			.filter((pin) -> !pin.getValue().isEmpty() && !this.directory.isTaken(pin.getKey()))
			.map((pin) -> Row.of(pin.getKey(), listing("", "", Map.of()), Map.of("type", "profile"),
					ofTarget(pin.getValue()), this.now));
	}

	private Status ofTarget(String name) {
		SelectorConfiguration selector = this.configuration.selectors().get(name);
		if (selector != null) {
			return ofTargets(selector);
		}
		return this.directory.recipient(name)
			.map((recipient) -> (recipient instanceof Recipient.Remote remote)
					? ofHealth(this.directory.peerFailure(remote.peer().id())) : Status.of(local(name).orElse(null)))
			.orElseGet(() -> Status.of(null));
	}

	private static ListingConfiguration listing(String name, String description, Map<String, Object> metadata) {
		return new ListingConfiguration(name, description, false, List.of(), metadata);
	}

}
