package io.llamaswap.config;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.llamaswap.config.yaml.Position;

/**
 * Warns about what is allowed but hardly meant.
 */
final class Suspicions {

	private static final Pattern SECRET = Pattern.compile(
			"(?:^|\\s)--?(?:api[-_]?key|hf[-_]?token|token|password)[=\\s]+(?!\\$\\{)(\\S{8,})|\\b(sk-[A-Za-z0-9_-]{16,}|hf_[A-Za-z0-9]{16,})");

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
		}
		for (GroupConfiguration group : configuration.routing().groups().values()) {
			if (group.persistent()) {
				group.members().forEach(this::checkTtl);
			}
		}
	}

	private void checkAddress(ModelConfiguration model, Map<String, ModelConfiguration> servers) {
		LaunchConfiguration launch = model.launch();
		String authority = String.valueOf(launch.proxy().getRawAuthority()).toLowerCase(Locale.ROOT);
		if (launch.arguments().isEmpty()) {
			return;
		}
		ModelConfiguration other = servers.putIfAbsent(authority, model);
		String path = "models." + model.id() + ".proxy";
		Position place = this.places.get(path);
		if (other != null && place != null) {
			this.problems.warn(place, path, "the model " + other.id() + " has the same address " + authority,
					"${PORT}, or a port of its own", "It works only while the two never run at the same time.");
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

	private void checkTtl(io.llamaswap.model.ModelId member) {
		String path = "models." + member + ".ttl";
		Position place = this.places.get(path);
		if (place != null) {
			this.problems.warn(place, path,
					"the model is in a persistent group, and is unloaded all the same when idle",
					"no ttl, or no persistent");
		}
	}

}
