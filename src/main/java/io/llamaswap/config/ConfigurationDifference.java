package io.llamaswap.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import com.google.re2j.Pattern;
import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * What it means to replace one configuration by another.
 *
 * @param models what happens to each model: those of the new file in its order, then
 * those that are removed
 * @param settings sections outside of {@code models} that differ, as they stand in the
 * file; none of them touches a process
 */
public record ConfigurationDifference(List<ModelDifference> models, List<String> settings) {

	/**
	 * Copies the lists.
	 * @param models what happens to each model
	 * @param settings sections that differ
	 */
	public ConfigurationDifference {
		models = List.copyOf(models);
		settings = List.copyOf(settings);
	}

	/**
	 * Compares two configurations of which nothing runs.
	 * @param before the one in force
	 * @param after the one that is to come
	 * @return the difference
	 */
	public static ConfigurationDifference between(Configuration before, Configuration after) {
		return between(InForce.idle(before), after);
	}

	/**
	 * Compares what is in force with a configuration. A model is restarted by it if its
	 * server was launched differently; one that ends already because of an earlier change
	 * is not restarted by this one.
	 * @param inForce the configuration in force and what runs
	 * @param after the one that is to come
	 * @return the difference
	 */
	public static ConfigurationDifference between(InForce inForce, Configuration after) {
		Configuration before = inForce.configuration();
		List<ModelDifference> models = new ArrayList<>();
		for (ModelConfiguration model : after.allModels()) {
			LaunchConfiguration life = inForce.lives().get(model.id());
			models.add(before.find(model.id())
				.map((old) -> compare(old, (life != null) ? life : old.launch(), model))
				.orElseGet(() -> added(model, life)));
		}
		before.models()
			.keySet()
			.stream()
			.filter((id) -> after.find(id).isEmpty())
			.forEach((id) -> models.add(new ModelDifference(id, ModelDifference.Kind.REMOVED, List.of())));
		return new ConfigurationDifference(models, settings(before, after));
	}

	/**
	 * Returns the models to which something happens.
	 * @param kind what happens to them
	 * @return their ids, in order
	 */
	public Set<ModelId> ids(ModelDifference.Kind kind) {
		return this.models.stream()
			.filter((model) -> model.kind() == kind)
			.map(ModelDifference::id)
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	/**
	 * Returns the models of both that are not what they were, whatever it is.
	 * @return their ids, in order
	 */
	public Set<ModelId> changed() {
		Set<ModelId> changed = ids(ModelDifference.Kind.RESTART);
		changed.addAll(ids(ModelDifference.Kind.TOUCHED));
		return changed;
	}

	/**
	 * Tells whether the two are the same.
	 * @return {@code true} if a reload would do nothing
	 */
	public boolean isEmpty() {
		return this.settings.isEmpty()
				&& this.models.stream().allMatch((model) -> model.kind() == ModelDifference.Kind.UNCHANGED);
	}

	/**
	 * Says what changes in one line.
	 * @return such as {@code restart qwen (cmd); removed old; settings: groups}
	 */
	public String summary() {
		List<String> parts = new ArrayList<>();
		for (ModelDifference model : this.models) {
			if (model.kind() != ModelDifference.Kind.UNCHANGED) {
				String keys = model.keys().isEmpty() ? "" : " (" + String.join(", ", model.keys()) + ")";
				parts.add(model.kind().label() + " " + model.id() + keys);
			}
		}
		if (!this.settings.isEmpty()) {
			parts.add("settings: " + String.join(", ", this.settings));
		}
		return parts.isEmpty() ? "nothing changes" : String.join("; ", parts);
	}

	// One that was removed may be there again before its server has ended.
	private static ModelDifference added(ModelConfiguration model, @Nullable LaunchConfiguration life) {
		List<String> restarting = (life != null) ? life.restartedBy(model.launch()) : List.of();
		return new ModelDifference(model.id(),
				restarting.isEmpty() ? ModelDifference.Kind.ADDED : ModelDifference.Kind.RESTART, restarting);
	}

	private static ModelDifference compare(ModelConfiguration before, LaunchConfiguration life,
			ModelConfiguration after) {
		List<String> touching = new ArrayList<>(before.launch().restartedBy(after.launch()));
		List<String> restarting = life.restartedBy(after.launch());
		if (!touching.isEmpty() && !restarting.isEmpty()) {
			return new ModelDifference(after.id(), ModelDifference.Kind.RESTART, restarting);
		}
		addIfOther("port", before.launch().port(), after.launch().port(), touching);
		if (!touching.contains("cmd")) {
			addIfOther("cmd", before.launch().cmdWithoutPort(), after.launch().cmdWithoutPort(), touching);
		}
		addIfOther("cmdStop", before.launch().cmdStop(), after.launch().cmdStopFor(before.launch()), touching);
		addLifetime(before.lifetime(), after.lifetime(), touching);
		addRequests(before.requests(), after.requests(), touching);
		addListing(before.listing(), after.listing(), touching);
		addIfOther("hooks", before.hooks(), after.hooks(), touching);
		return new ModelDifference(after.id(),
				touching.isEmpty() ? ModelDifference.Kind.UNCHANGED : ModelDifference.Kind.TOUCHED, touching);
	}

	private static void addLifetime(LifetimeConfiguration before, LifetimeConfiguration after, List<String> keys) {
		addIfOther("ttl", before.ttl(), after.ttl(), keys);
		addIfOther("healthCheckTimeout", before.healthCheckTimeout(), after.healthCheckTimeout(), keys);
		addIfOther("unloadTimeout", before.unloadTimeout(), after.unloadTimeout(), keys);
		addIfOther("concurrencyLimit", before.concurrencyLimit(), after.concurrencyLimit(), keys);
		addResidency(before.residency(), after.residency(), keys);
	}

	private static void addResidency(ResidencyConfiguration before, ResidencyConfiguration after, List<String> keys) {
		addIfOther("keepLoaded", before.keepLoaded(), after.keepLoaded(), keys);
		addIfOther("minResidency", before.minResidency(), after.minResidency(), keys);
		addIfOther("drainLimit", before.drainLimit(), after.drainLimit(), keys);
		addIfOther("queueLimit", before.queueLimit(), after.queueLimit(), keys);
		addIfOther("checkInterval", before.checkInterval(), after.checkInterval(), keys);
	}

	private static void addRequests(RequestConfiguration before, RequestConfiguration after, List<String> keys) {
		addIfOther("useModelName", before.useModelName(), after.useModelName(), keys);
		addIfOther("filters", before.filters(), after.filters(), keys);
		addIfOther("timeouts", before.timeouts(), after.timeouts(), keys);
		addIfOther("sendLoadingState", before.sendLoadingState(), after.sendLoadingState(), keys);
		addIfOther("compat", before.ignoreWebsockets(), after.ignoreWebsockets(), keys);
		addIfOther("loadingFeedback", before.answers().loadingFeedback(), after.answers().loadingFeedback(), keys);
		addIfOther("onDisconnect", before.answers().onDisconnect(), after.answers().onDisconnect(), keys);
	}

	private static void addListing(ListingConfiguration before, ListingConfiguration after, List<String> keys) {
		addIfOther("name", before.name(), after.name(), keys);
		addIfOther("description", before.description(), after.description(), keys);
		addIfOther("unlisted", before.unlisted(), after.unlisted(), keys);
		addIfOther("aliases", before.aliases(), after.aliases(), keys);
		addIfOther("metadata", before.metadata(), after.metadata(), keys);
		addIfOther("capabilities", before.capabilities(), after.capabilities(), keys);
	}

	private static List<String> settings(Configuration before, Configuration after) {
		List<String> keys = new ArrayList<>();
		addIfOther("logRequests", before.logRequests(), after.logRequests(), keys);
		addIfOther("logging", before.logging(), after.logging(), keys);
		addIfOther("activity", before.activity(), after.activity(), keys);
		addIfOther("apiKeys", before.access().apiKeys(), after.access().apiKeys(), keys);
		addIfOther("preload", before.access().preload(), after.access().preload(), keys);
		addIfOther("upstream", content(before.access().probes()), content(after.access().probes()), keys);
		addIfOther("cors", before.access().cors(), after.access().cors(), keys);
		EntryConfiguration entry = before.access().entry();
		addIfOther("callers", entry.callers(), after.access().entry().callers(), keys);
		addIfOther("allowedHosts", entry.allowedHosts(), after.access().entry().allowedHosts(), keys);
		addIfOther("requireApiKeys", entry.requireApiKeys(), after.access().entry().requireApiKeys(), keys);
		addIfOther("unloadByGet", entry.unloadByGet(), after.access().entry().unloadByGet(), keys);
		addIfOther("upstreamHost", entry.upstreamHost(), after.access().entry().upstreamHost(), keys);
		addIfOther("trustedProxies", entry.trustedProxies(), after.access().entry().trustedProxies(), keys);
		addIfOther("includeAliasesInList", before.access().includeAliasesInList(),
				after.access().includeAliasesInList(), keys);
		addRouting(before.routing(), after.routing(), keys);
		addIfOther("profiles", List.of(before.memberProfiles(), before.pinProfiles()),
				List.of(after.memberProfiles(), after.pinProfiles()), keys);
		addIfOther("selectors", before.selectors(), after.selectors(), keys);
		addIfOther("peers", before.peers(), after.peers(), keys);
		addIfOther("defaultModel", before.naming().defaultModel(), after.naming().defaultModel(), keys);
		addIfOther("wildcardAliases", before.naming().wildcardAliases(), after.naming().wildcardAliases(), keys);
		return keys;
	}

	private static void addRouting(RoutingConfiguration before, RoutingConfiguration after, List<String> keys) {
		addIfOther("groups", written(before.groups()), written(after.groups()), keys);
		addIfOther("priorities", before.priorities(), after.priorities(), keys);
		addIfOther("scheduling", before.scheduling(), after.scheduling(), keys);
		addIfOther("matrix", content(before.matrix()), content(after.matrix()), keys);
	}

	// The default group follows from the models.
	private static Map<String, GroupConfiguration> written(Map<String, GroupConfiguration> groups) {
		Map<String, GroupConfiguration> written = new LinkedHashMap<>(groups);
		written.remove(GroupConfiguration.DEFAULT);
		return written;
	}

	private static @Nullable Object content(@Nullable MatrixConfiguration matrix) {
		return (matrix != null) ? List.of(matrix.sets().expressions(), matrix.evictCosts()) : null;
	}

	private static Object content(ProbeConfiguration probes) {
		return List.of(texts(probes.ignorePaths()), texts(probes.loadOnGet()));
	}

	private static List<String> texts(List<Pattern> patterns) {
		return patterns.stream().map(Pattern::pattern).toList();
	}

	private static void addIfOther(String key, @Nullable Object before, @Nullable Object after, List<String> keys) {
		if (!Objects.equals(before, after)) {
			keys.add(key);
		}
	}

}
