package io.llamaswap.config;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.llamaswap.config.yaml.Position;
import io.llamaswap.model.ModelId;

/**
 * The command {@code explain}: what a model's configuration comes to, and for each value
 * the line that it comes from.
 */
public final class ConfigurationExplanation {

	private static final String MASK = "********";

	private static final Pattern SECRET_NAME = Pattern.compile("(?i).*(key|token|secret|passw|credential).*");

	private static final int WIDTH = 14;

	/** Options of llama-server that only sound like secrets. */
	private static final Set<String> NO_SECRETS = Set.of("--keep", "--override-kv", "--cache-type-k",
			"--special-tokens", "--image-min-tokens", "--image-max-tokens", "--max-tokens", "--max-num-batched-tokens",
			"--tokenizer", "--tokenizer-mode", "--spec-replace");

	private final LoadedConfiguration loaded;

	/**
	 * Creates the command.
	 * @param loaded what was loaded
	 */
	public ConfigurationExplanation(LoadedConfiguration loaded) {
		this.loaded = loaded;
	}

	/**
	 * Explains one model.
	 * @param name its id, or any other name that it answers to
	 * @param out where the text goes
	 * @return 0, or 1 if the configuration is broken or has no such model
	 * @throws IOException if the text cannot be written
	 */
	public int explain(String name, Appendable out) throws IOException {
		Configuration configuration = this.loaded.configuration();
		if (configuration == null) {
			out.append(new ConfigurationReport(this.loaded.errors()).render());
			return 1;
		}
		Optional<ModelConfiguration> model = configuration.resolve(name).flatMap(configuration::find);
		if (model.isEmpty()) {
			out.append("There is no model \"").append(name).append("\". ");
			out.append(NearMiss.ask(name, configuration.names().keySet())).append('\n');
			return 1;
		}
		explain(configuration, model.get(), out);
		return 0;
	}

	private void explain(Configuration configuration, ModelConfiguration model, Appendable out) throws IOException {
		ModelId id = model.id();
		LaunchConfiguration launch = model.launch();
		LifetimeConfiguration lifetime = model.lifetime();
		line(out, "model", id.value(), place("models." + id));
		line(out, "other names", names(configuration, id), "");
		line(out, "command", command(launch.arguments()), origin(id, "cmd"));
		if (this.loaded.commands() == CommandSyntax.WINDOWS) {
			line(out, "rules", "as Windows splits words", "");
		}
		for (String entry : launch.env()) {
			line(out, "environment", masked(entry), origin(id, "env"));
		}
		Integer port = launch.port();
		line(out, "port", (port != null) ? port.toString() : "none given",
				(port != null) ? startPort() : "cmd has no ${PORT}");
		line(out, "proxy", launch.proxy().toString(), origin(id, "proxy"));
		line(out, "health check", launch.isChecked() ? launch.checkEndpoint() : "none", origin(id, "checkEndpoint"));
		if (!launch.apiKey().isEmpty()) {
			line(out, "server's key", MASK, origin(id, "apiKey"));
		}
		line(out, "health limit", words(lifetime.healthCheckTimeout()), global("healthCheckTimeout"));
		line(out, "idle limit", lifetime.ttl().isZero() ? "never unloaded" : words(lifetime.ttl()),
				origin(id, "ttl", "globalTTL"));
		line(out, "stop command", launch.cmdStop().isBlank() ? "none, SIGTERM" : launch.cmdStop().strip(),
				origin(id, "cmdStop"));
		line(out, "stop limit", words(lifetime.unloadTimeout()), origin(id, "unloadTimeout", "unloadTimeout"));
		line(out, "at once", lifetime.concurrencyLimit() + " requests", origin(id, "concurrencyLimit"));
		line(out, "model sent",
				model.requests().useModelName().isEmpty() ? "as requested" : model.requests().useModelName(),
				origin(id, "useModelName"));
		company(configuration, id, out);
	}

	private void company(Configuration configuration, ModelId id, Appendable out) throws IOException {
		MatrixConfiguration matrix = configuration.routing().matrix();
		if (matrix != null) {
			line(out, "matrix", matrix.sets().models().contains(id) ? "in a set" : "in no set, runs alone",
					global("matrix"));
			line(out, "evict cost", String.valueOf(matrix.evictCost(id)), "");
		}
		for (GroupConfiguration group : configuration.routing().groups().values()) {
			if (group.members().contains(id)) {
				String rules = "swap " + group.swap() + ", exclusive " + group.exclusive() + ", persistent "
						+ group.persistent();
				line(out, "group", group.name() + ": " + rules, global("groups." + group.name()));
			}
		}
		String profiles = configuration.memberProfiles()
			.entrySet()
			.stream()
			.filter((profile) -> profile.getValue().contains(id))
			.map((profile) -> profile.getKey())
			.collect(Collectors.joining(", "));
		if (!profiles.isEmpty()) {
			line(out, "profiles", profiles, global("profiles"));
		}
	}

	private static void line(Appendable out, String label, String value, String origin) throws IOException {
		out.append(label).append(" ".repeat(Math.max(1, WIDTH - label.length())));
		out.append(value.isEmpty() ? "none" : value);
		if (!origin.isEmpty()) {
			out.append("  [").append(origin).append(']');
		}
		out.append('\n');
	}

	private String origin(ModelId id, String key) {
		Position position = this.loaded.places().get("models." + id + "." + key);
		// A default that depends on the model counts as found where the model is.
		boolean given = position != null && !position.equals(this.loaded.places().get("models." + id));
		return given ? place("models." + id + "." + key) : "default";
	}

	private String origin(ModelId id, String key, String globalKey) {
		String place = place("models." + id + "." + key);
		return place.isEmpty() ? global(globalKey) : place;
	}

	private String global(String key) {
		String place = place(key);
		return place.isEmpty() ? "default" : place;
	}

	private String startPort() {
		String place = place("startPort");
		return "${PORT} in cmd, counted from startPort, " + (place.isEmpty() ? "default" : place);
	}

	private String place(String path) {
		Position position = this.loaded.places().get(path);
		return (position != null) ? position.file() + ":" + position.line() : "";
	}

	private static String names(Configuration configuration, ModelId id) {
		return configuration.names()
			.entrySet()
			.stream()
			.filter((name) -> name.getValue().equals(id) && !name.getKey().equals(id.value()))
			.map((name) -> name.getKey())
			.collect(Collectors.joining(", "));
	}

	private String command(List<String> arguments) {
		StringBuilder command = new StringBuilder();
		boolean secret = false;
		for (String argument : arguments) {
			int equals = argument.indexOf('=');
			boolean option = argument.startsWith("-");
			String shown = masked(argument);
			if (secret && !option) {
				shown = MASK;
			}
			else if (option && equals > 0 && isSecret(argument.substring(0, equals))) {
				shown = argument.substring(0, equals + 1) + MASK;
			}
			secret = option && equals < 0 && isSecret(argument);
			command.append(command.isEmpty() ? "" : " ")
				.append(MASK.equals(shown) ? MASK : this.loaded.commands().quote(shown));
		}
		return command.toString();
	}

	private static boolean isSecret(String name) {
		return SECRET_NAME.matcher(name).matches() && !NO_SECRETS.contains(name.toLowerCase(Locale.ROOT));
	}

	private static String masked(String entry) {
		int equals = entry.indexOf('=');
		return (equals > 0 && isSecret(entry.substring(0, equals))) ? entry.substring(0, equals + 1) + MASK : entry;
	}

	private static String words(Duration duration) {
		return duration.toSeconds() + " s";
	}

}
