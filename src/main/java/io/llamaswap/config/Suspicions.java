package io.llamaswap.config;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.llamaswap.config.yaml.Position;
import io.llamaswap.model.ModelId;

/**
 * Warns about what is allowed but hardly meant.
 */
final class Suspicions {

	private static final Pattern SECRET = Pattern
		.compile("(?:^|\\s)--?(?:api[-_]?key|hf[-_]?token|token|password)[=\\s]+(?!\\$\\{)\\S{8,}"
				+ "|(?:^|[\\s\"'])[A-Z0-9_]*(?:TOKEN|API_KEY|SECRET|PASSWORD)=(?![$*])\\S{8,}"
				+ "|\\b(?:sk-[A-Za-z0-9_-]{16,}|hf_[A-Za-z0-9]{16,})");

	private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "0.0.0.0", "[::]");

	private static final int MAX_NAMED = 5;

	private static final Pattern WINDOWS_PATH = Pattern.compile("\\b[A-Za-z]:\\\\\\w");

	private final Problems problems;

	private final Map<String, Position> places;

	private final CommandSyntax commands;

	Suspicions(Problems problems, Map<String, Position> places, CommandSyntax commands) {
		this.problems = problems;
		this.places = places;
		this.commands = commands;
	}

	void check(Configuration configuration) {
		Map<String, ModelConfiguration> servers = new HashMap<>();
		for (ModelConfiguration model : configuration.allModels()) {
			checkAddress(model, servers);
			checkSecret(model);
			checkQuotes(model);
			checkResidency(model);
			checkKept(model);
		}
		for (GroupConfiguration group : configuration.routing().groups().values()) {
			if (group.persistent()) {
				group.members().forEach((member) -> checkTtl(configuration.find(member).orElseThrow()));
			}
		}
		checkOutsiders(configuration.routing().groups());
		checkScheduling(configuration.routing().scheduling());
		checkPreload(configuration);
	}

	private void checkScheduling(SchedulingConfiguration scheduling) {
		String path = this.places.containsKey("scheduling.maxWait") ? "scheduling.maxWait" : "scheduling.overtaking";
		Position place = this.places.get(path);
		if (place != null && scheduling.maxWait().compareTo(scheduling.overtaking()) < 0) {
			this.problems.warn(place, path,
					"whoever has waited for maxWait (" + scheduling.maxWait().toSeconds()
							+ " s) goes first, so the time for overtaking (" + scheduling.overtaking().toSeconds()
							+ " s) is never used up",
					"a maxWait that is not shorter than overtaking");
		}
	}

	private void checkPreload(Configuration configuration) {
		String path = "hooks.on_startup.preload";
		Position place = this.places.get(path);
		String conflict = new PreloadRoom(configuration).conflict();
		if (place != null && !conflict.isEmpty()) {
			this.problems.warn(place, path,
					conflict + ", which is preloaded before it: they are not allowed to run together",
					"models that may run together (by groups or matrix), or the last of them only");
		}
	}

	private void checkAddress(ModelConfiguration model, Map<String, ModelConfiguration> servers) {
		LaunchConfiguration launch = model.launch();
		String authority = authority(launch.proxy());
		if (launch.arguments().isEmpty()) {
			return;
		}
		ModelConfiguration other = servers.putIfAbsent(authority, model);
		if (other != null) {
			String path = "models." + model.id() + ".proxy";
			Position place = this.places.getOrDefault(path, this.places.get("models." + model.id()));
			this.problems.warn(Objects.requireNonNull(place), path,
					"the model " + other.id() + " has the same address " + authority, "${PORT}, or a port of its own",
					"It works only while the two never run at the same time.");
		}
	}

	private void checkQuotes(ModelConfiguration model) {
		String path = "models." + model.id() + ".cmd";
		Position place = this.places.get(path);
		if (place == null) {
			return;
		}
		List<String> words = model.launch().arguments();
		if (this.commands == CommandSyntax.WINDOWS) {
			if (words.stream().anyMatch((word) -> word.startsWith("'"))) {
				this.problems.warn(place, path, "single quotes hold nothing together on Windows", "double quotes");
			}
		}
		else if (WINDOWS_PATH.matcher(model.launch().cmd()).find()
				&& words.stream().noneMatch((word) -> WINDOWS_PATH.matcher(word).find())) {
			this.problems.warn(place, path, "the backslashes of the Windows path vanish on this system",
					"slashes, or the path in single quotes");
		}
	}

	private void checkSecret(ModelConfiguration model) {
		String path = "models." + model.id() + ".cmd";
		Position place = this.places.get(path);
		Matcher secret = SECRET.matcher(this.problems.masked(model.launch().cmd()));
		if (place != null && secret.find()) {
			this.problems.warn(place, path,
					"the command seems to hold a secret, which every user of the machine can see",
					"${env.NAME}, and a variable in env instead of an option where the server reads one");
		}
	}

	private void checkKept(ModelConfiguration model) {
		String path = "models." + model.id() + ".ttl";
		Position place = this.places.get(path);
		if (place != null && model.lifetime().residency().keepLoaded() && !model.lifetime().ttl().isZero()) {
			this.problems.warn(place, path, "the model is kept loaded (keepLoaded), so its ttl never counts",
					"no ttl, or no keepLoaded");
		}
	}

	private void checkResidency(ModelConfiguration model) {
		String path = "models." + model.id() + ".minResidency";
		Position place = this.places.getOrDefault(path, this.places.get("scheduling.minResidency"));
		ResidencyConfiguration residency = model.lifetime().residency();
		Duration ttl = model.lifetime().ttl();
		if (place != null && !residency.keepLoaded() && !ttl.isZero() && ttl.compareTo(residency.minResidency()) < 0) {
			this.problems.warn(place, path, "the model is unloaded when it was idle for its ttl, which is over earlier",
					"a ttl of " + residency.minResidency().toSeconds() + " or more, or none");
		}
	}

	private void checkTtl(ModelConfiguration member) {
		String path = "models." + member.id() + ".ttl";
		Position place = this.places.getOrDefault(path, this.places.get("globalTTL"));
		// One that is kept is not unloaded when idle, whatever its ttl.
		boolean kept = member.lifetime().residency().keepLoaded();
		if (place != null && !kept && !member.lifetime().ttl().isZero()) {
			this.problems.warn(place, path,
					"the model is in a persistent group, and is unloaded all the same when idle",
					"no ttl, or no persistent", this.places.containsKey(path) ? "" : "Did you mean \"ttl: 0\" for it?");
		}
	}

	// Where most models are in groups, the one that is in none was probably forgotten.
	private void checkOutsiders(Map<String, GroupConfiguration> groups) {
		Position place = this.places.getOrDefault("groups", this.places.get("routing.router.settings.groups"));
		GroupConfiguration others = groups.get(GroupConfiguration.DEFAULT);
		if (place == null || others == null || others.members().isEmpty()) {
			return;
		}
		// What is always there stands in a group of its own, beside models that need
		// none.
		long inside = groups.values()
			.stream()
			.filter((group) -> !group.equals(others) && !group.persistent())
			.mapToLong((group) -> group.members().size())
			.sum();
		if (others.members().size() <= inside) {
			String names = others.members()
				.stream()
				.limit(MAX_NAMED)
				.map(ModelId::value)
				.collect(Collectors.joining(", "));
			String rest = (others.members().size() > MAX_NAMED)
					? " and " + (others.members().size() - MAX_NAMED) + " more" : "";
			this.problems.warn(place, "groups",
					"no group holds " + names + rest
							+ ", so each runs alone and ends the other groups that are not persistent",
					"a group for each model");
		}
	}

	private static String authority(URI address) {
		String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
		String written = String.valueOf(address.getRawAuthority()).toLowerCase(Locale.ROOT);
		return LOOPBACK.contains(host) ? written.replace(host, "localhost") : written;
	}

}
