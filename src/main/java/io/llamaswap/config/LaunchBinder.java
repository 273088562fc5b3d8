package io.llamaswap.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

import io.llamaswap.config.yaml.YamlScalar;

/**
 * Gives types to what starts, reaches and stops a model server.
 */
final class LaunchBinder {

	private final Section section;

	private final CommandSyntax commands;

	LaunchBinder(Section section, CommandSyntax commands) {
		this.section = section;
		this.commands = commands;
	}

	LaunchConfiguration bind(ExpandedModel model, boolean inheritEnv) {
		String cmd = this.section.text("cmd", "");
		List<YamlScalar> env = this.section.texts("env");
		for (YamlScalar entry : env) {
			if (entry.text().indexOf('=') < 1) {
				this.section.problems()
					.warn(entry.position(), this.section.path("env"), "\"" + entry.text() + "\" sets no variable",
							"NAME=value");
			}
		}
		URI proxy = new BaseAddress(this.section).read("proxy", ModelExpansion.DEFAULT_PROXY);
		return new LaunchConfiguration(cmd, this.commands.split(cmd), cmdStop(),
				env.stream().map(YamlScalar::text).toList(), proxy, checkEndpoint(), model.port(),
				this.section.flag("inheritEnv", inheritEnv), apiKey());
	}

	private String apiKey() {
		String key = this.section.text("apiKey", "");
		if (key.chars().anyMatch((character) -> character <= ' ' || character > '~')) {
			this.section.problems()
				.error(this.section.at("apiKey"), this.section.path("apiKey"),
						"a key with a space or another character that no header may have",
						"the key of the model server, such as ${env.NAME}");
		}
		return key;
	}

	// llama-swap ends altogether when a server with such a path is started.
	private String checkEndpoint() {
		String path = this.section.text("checkEndpoint", "/health");
		try {
			URI address = new URI(path.strip());
			if (!address.isAbsolute() && address.getRawAuthority() == null) {
				return path;
			}
		}
		catch (URISyntaxException ex) {
			// Reported below.
		}
		if (!path.contains("${")) {
			this.section.problems()
				.error(this.section.at("checkEndpoint"), this.section.path("checkEndpoint"),
						"\"" + path + "\" is no path", "a path such as /health, or none");
		}
		return path;
	}

	private String cmdStop() {
		String written = this.section.text("cmdStop", "");
		return written.isBlank() ? this.commands.defaultStop() : written;
	}

}
