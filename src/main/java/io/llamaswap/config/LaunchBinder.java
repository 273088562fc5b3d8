package io.llamaswap.config;

import java.net.URI;
import java.util.List;

import io.llamaswap.config.yaml.YamlScalar;

/**
 * Gives types to what starts, reaches and stops a model server.
 */
final class LaunchBinder {

	private final Section section;

	LaunchBinder(Section section) {
		this.section = section;
	}

	LaunchConfiguration bind(ExpandedModel model) {
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
		return new LaunchConfiguration(cmd, CommandLine.split(cmd), this.section.text("cmdStop", ""),
				env.stream().map(YamlScalar::text).toList(), proxy, this.section.text("checkEndpoint", "/health"),
				model.port());
	}

}
