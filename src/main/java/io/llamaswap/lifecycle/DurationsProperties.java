package io.llamaswap.lifecycle;

import java.nio.file.Path;
import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where measured start and stop times are kept.
 *
 * @param file the file; {@code none} keeps them in memory only; empty is
 * {@code llama-swap/durations.properties} in {@code $XDG_STATE_HOME}, or else in
 * {@code ~/.local/state}
 */
@ConfigurationProperties("llamaswap.durations")
record DurationsProperties(@DefaultValue("") String file) {

	private static final String NONE = "none";

	boolean isKept() {
		return !NONE.equals(this.file);
	}

	Path path() {
		return this.file.isBlank() ? path(System.getenv(), System.getProperty("user.home", ".")) : Path.of(this.file);
	}

	static Path path(Map<String, String> environment, String home) {
		String state = environment.getOrDefault("XDG_STATE_HOME", "");
		Path folder = state.startsWith("/") ? Path.of(state) : Path.of(home, ".local", "state");
		return folder.resolve("llama-swap").resolve("durations.properties");
	}

}
