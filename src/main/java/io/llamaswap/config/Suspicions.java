package io.llamaswap.config;

import java.util.HashMap;
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

	private final Problems problems;

	private final Map<String, Position> places;

	Suspicions(Problems problems, Map<String, Position> places) {
		this.problems = problems;
		this.places = places;
	}

	void check(Configuration configuration) {
		Map<String, ModelConfiguration> servers = new HashMap<>();
		for (ModelConfiguration model : configuration.allModels()) {
			checkAddress(model, servers);
			checkSecret(model);
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
