package io.llamaswap.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import io.llamaswap.config.yaml.YamlScalar;

/**
 * Gives types to callers and to the names that we are called by.
 */
final class EntryBinder {

	/** Key files are small; anything larger is another file. */
	static final int MAX_KEY_FILE = 65_536;

	private static final Pattern HOST = Pattern.compile("\\*|(\\*\\.)?[a-z0-9_-]+(\\.[a-z0-9_-]+)*|\\[?[0-9a-f:]+\\]?");

	private static final Pattern NAME = Pattern
		.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*\\.[a-z_-][a-z0-9_-]*|[a-z][a-z0-9_-]*");

	private static final Pattern HASH = Pattern.compile("sha256:[0-9a-fA-F]{64}");

	private final Section root;

	EntryBinder(Section root) {
		this.root = root;
	}

	EntryConfiguration bind() {
		List<CallerConfiguration> callers = new ArrayList<>();
		this.root.sections("callers").forEach((name, section) -> callers.add(caller(name, section)));
		return new EntryConfiguration(allowedHosts(), this.root.flag("requireApiKeys", false),
				this.root.flag("unloadByGet", false), callers, upstreamHost(), trustedProxies());
	}

	// This machine's plain names are the ones that its own pages have.
	private String upstreamHost() {
		String host = this.root.text("upstreamHost", "").strip().toLowerCase(Locale.ROOT);
		if (!host.isEmpty() && (!NAME.matcher(host).matches() || "localhost".equals(host))) {
			this.root.problems()
				.error(this.root.at("upstreamHost"), "upstreamHost", "\"" + host + "\" is no name of its own",
						"a name that leads here and that nothing else has, such as models.localhost");
		}
		return host;
	}

	private TrustedProxies trustedProxies() {
		List<TrustedProxies.Block> blocks = new ArrayList<>();
		for (YamlScalar written : this.root.texts("trustedProxies")) {
			TrustedProxies.Block block = TrustedProxies.Block.parse(written.text().strip());
			if (block != null) {
				blocks.add(block);
			}
			else {
				this.root.problems()
					.error(written.position(), "trustedProxies", "\"" + written.text() + "\" is no address",
							"a literal address, such as 192.168.1.5 or 10.0.0.0/8");
			}
		}
		return new TrustedProxies(blocks);
	}

	private List<String> allowedHosts() {
		List<String> hosts = new ArrayList<>();
		for (YamlScalar written : this.root.texts("allowedHosts")) {
			String host = written.text().strip().toLowerCase(Locale.ROOT);
			if (!HOST.matcher(host).matches()) {
				this.root.problems()
					.error(written.position(), "allowedHosts", "\"" + written.text() + "\" is no host name",
							"a name without scheme and port, such as llm.example or *.example");
			}
			hosts.add(host);
		}
		return hosts;
	}

	private CallerConfiguration caller(String name, Section section) {
		List<String> keys = new ArrayList<>();
		String key = section.text("key", "");
		if (section.isGiven("key")) {
			add(key, "key", section, keys);
		}
		readFile(section, keys);
		if (keys.isEmpty()) {
			section.problems()
				.error(section.position(), section.path("key"), "there is no key",
						"a key, its hash (sha256:...), or a keyFile with one per line");
		}
		List<String> models = models(section);
		int priority = section.integer("priority", 0);
		CallerConfiguration caller = new CallerConfiguration(name, keys, models, scopes(section), priority,
				section.integer("maxPriority", priority));
		section.close();
		return caller;
	}

	// Whoever takes the last name away means to close this caller, not to open
	// everything.
	private static List<String> models(Section section) {
		List<String> models = section.texts("models").stream().map(YamlScalar::text).toList();
		if (models.isEmpty() && section.has("models")) {
			section.problems()
				.error(section.at("models"), section.path("models"), "no model is named",
						"at least one name; leave the key out to allow all models");
		}
		return models;
	}

	private static void add(String key, String where, Section section, List<String> keys) {
		if (key.isEmpty() || key.chars().anyMatch((character) -> character <= ' ')) {
			section.problems()
				.error(section.at(where), section.path(where), "a key is empty or has white space in it",
						"a key without white space");
		}
		else if (key.startsWith(CallerConfiguration.HASHED) && !HASH.matcher(key).matches()) {
			section.problems()
				.error(section.at(where), section.path(where), "a hash that is none",
						"sha256: and 64 hexadecimal digits, as hash-key prints it");
		}
		else {
			keys.add(key);
		}
	}

	private static void readFile(Section section, List<String> keys) {
		String file = section.text("keyFile", "");
		if (file.isEmpty()) {
			return;
		}
		try {
			Path path = Path.of(file);
			if (!Files.isRegularFile(path) || Files.size(path) > MAX_KEY_FILE) {
				throw new IOException("no regular file of at most " + MAX_KEY_FILE + " bytes");
			}
			for (String line : Files.readAllLines(path)) {
				if (!line.isBlank() && !line.startsWith("#")) {
					add(line.strip(), "keyFile", section, keys);
				}
			}
		}
		catch (IOException | InvalidPathException ex) {
			section.problems()
				.error(section.at("keyFile"), section.path("keyFile"), "\"" + file + "\" cannot be read",
						"a text file of at most " + MAX_KEY_FILE + " bytes with one key per line");
		}
	}

	private static Set<String> scopes(Section section) {
		Set<String> scopes = new LinkedHashSet<>();
		for (YamlScalar written : section.texts("scopes")) {
			if (!CallerConfiguration.SCOPES.contains(written.text())) {
				section.problems()
					.error(written.position(), section.path("scopes"), "\"" + written.text() + "\" is unknown",
							String.join(", ", CallerConfiguration.SCOPES),
							NearMiss.ask(written.text(), CallerConfiguration.SCOPES));
			}
			scopes.add(written.text());
		}
		return section.isGiven("scopes") ? scopes : Set.of("inference", "read");
	}

}
