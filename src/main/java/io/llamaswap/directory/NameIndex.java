package io.llamaswap.directory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.FilterConfiguration;
import io.llamaswap.config.PeerConfiguration;
import io.llamaswap.directory.Recipient.Local;
import io.llamaswap.directory.Recipient.Remote;
import io.llamaswap.json.JsonEdit;
import io.llamaswap.json.JsonPath;
import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one configuration says about names, prepared for looking them up.
 */
final class NameIndex {

	private final Configuration configuration;

	private final Map<String, Remote> qualified = new LinkedHashMap<>();

	private final Map<String, Remote> bare = new HashMap<>();

	private final Map<String, SelectorTargets> selectors = new LinkedHashMap<>();

	/** By identity: to compare what filters say would cost more than to read it anew. */
	private final IdentityHashMap<FilterConfiguration, List<JsonEdit>> general = new IdentityHashMap<>();

	private final List<String> suggestions;

	NameIndex(Configuration configuration) {
		this.configuration = configuration;
		addPeers();
		configuration.selectors().forEach((id, selector) -> this.selectors.put(id, new SelectorTargets(selector)));
		configuration.allModels().forEach((model) -> addEdits(model.requests().filters()));
		configuration.peers().values().forEach((peer) -> addEdits(peer.filters()));
		this.suggestions = suggestions(configuration);
	}

	private void addEdits(FilterConfiguration filters) {
		if (!filters.isEmpty()) {
			this.general.put(filters, generalEdits(filters));
		}
	}

	private void addPeers() {
		Map<String, Integer> offers = new HashMap<>();
		for (PeerConfiguration peer : this.configuration.peers().values()) {
			for (String model : peer.models()) {
				Remote remote = new Remote(peer, model);
				this.qualified.put(remote.fullName(), remote);
				this.bare.put(model, remote);
				offers.merge(model, 1, Integer::sum);
			}
		}
		// What several peers offer is nobody's bare name.
		this.bare.keySet().removeIf((model) -> offers.getOrDefault(model, 0) > 1);
	}

	private List<String> suggestions(Configuration of) {
		Stream<String> models = of.allModels()
			.stream()
			.filter((model) -> !model.listing().unlisted())
			.flatMap((model) -> Stream
				.of(Stream.of(model.id().value()), model.listing().aliases().stream(),
						model.requests().filters().setParamsByID().keySet().stream())
				.flatMap((names) -> names));
		Stream<String> shown = of.selectors()
			.values()
			.stream()
			.filter((selector) -> !selector.listing().unlisted())
			.map((selector) -> selector.id());
		Stream<String> remote = Stream.concat(this.qualified.keySet().stream(), this.bare.keySet().stream());
		return Stream.of(models, shown, remote).flatMap((names) -> names).distinct().toList();
	}

	@SuppressWarnings("ReferenceEquality") // comparing what they say would cost more
	boolean isOf(Configuration other) {
		return this.configuration == other;
	}

	Configuration configuration() {
		return this.configuration;
	}

	List<String> suggestions() {
		return this.suggestions;
	}

	@Nullable SelectorTargets selector(String name) {
		return this.selectors.get(name);
	}

	/**
	 * Finds who has a name, local ones first: real id, alias, {@code profile:model} of
	 * the early profiles (contract 10.2), then a peer's full name, then its bare one.
	 * @param name the name
	 * @return who has it, or empty
	 */
	Optional<Recipient> find(String name) {
		Optional<Recipient> local = local(name, null);
		if (local.isPresent()) {
			return local;
		}
		int colon = name.indexOf(':');
		if (colon > 0) {
			String profile = name.substring(0, colon);
			List<ModelId> members = this.configuration.memberProfiles().getOrDefault(profile, List.of());
			Optional<Recipient> member = members.isEmpty() ? Optional.empty()
					: this.configuration.resolve(name.substring(colon + 1))
						.filter(members::contains)
						.flatMap((id) -> local(id.value(), profile));
			if (member.isPresent()) {
				return member;
			}
		}
		Remote remote = this.qualified.get(name);
		return Optional.ofNullable((remote != null) ? remote : this.bare.get(name));
	}

	private Optional<Recipient> local(String name, @Nullable String profile) {
		return this.configuration.resolve(name)
			.flatMap(this.configuration::find)
			.map((model) -> new Local(model, profile));
	}

	/**
	 * Returns what is changed in the JSON bodies of requests.
	 * @param filters the filters of their recipient, which this configuration says
	 * @param name the requested name
	 * @return the edits in the order of contract 3.5
	 */
	List<JsonEdit> edits(FilterConfiguration filters, String name) {
		if (filters.isEmpty()) {
			return List.of();
		}
		Map<String, Object> variant = filters.setParamsByID().get(name);
		List<JsonEdit> edits = this.general.getOrDefault(filters, List.of());
		if (variant == null || variant.isEmpty()) {
			return edits;
		}
		List<JsonEdit> all = new ArrayList<>(edits);
		all.addAll(sets(variant));
		return all;
	}

	private static List<JsonEdit> generalEdits(FilterConfiguration filters) {
		List<JsonEdit> edits = new ArrayList<>();
		filters.stripParams().forEach((path) -> edits.add(JsonEdit.remove(JsonPath.parse(path))));
		edits.addAll(sets(filters.setParams()));
		return Collections.unmodifiableList(edits);
	}

	private static List<JsonEdit> sets(Map<String, Object> values) {
		return new TreeSet<>(values.keySet()).stream()
			.map((path) -> JsonEdit.set(JsonPath.parse(path), values.get(path)))
			.toList();
	}

}
