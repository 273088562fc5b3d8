package io.llamaswap;

import java.nio.file.Files;
import java.nio.file.Path;

import io.llamaswap.config.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Where the configuration comes from. With neither a file nor a folder it is the built-in
 * demo.
 *
 * @param file the configuration file, or {@code null}
 * @param folder a folder of configuration files, merged after the file, or {@code null}
 * @param reason why this one was taken, to be shown to the user
 */
record ConfigurationSource(@Nullable Path file, @Nullable Path folder, String reason) {

	/** The file that is looked for in the working directory. */
	static final String DEFAULT_FILE = "config.yaml";

	/**
	 * Chooses: what the command line names, else the default file, else the demo.
	 * @param options what the command line says
	 * @param workingDirectory where the default file is looked for
	 * @return the source
	 */
	static ConfigurationSource choose(ProgramOptions options, Path workingDirectory) {
		if (options.config != null || options.configDir != null) {
			return new ConfigurationSource(options.config, options.configDir, "given on the command line");
		}
		Path inWorkingDirectory = workingDirectory.resolve(DEFAULT_FILE);
		if (Files.exists(inWorkingDirectory)) {
			return new ConfigurationSource(inWorkingDirectory, null, "found in the working directory");
		}
		return new ConfigurationSource(null, null, "no --config, and no " + DEFAULT_FILE + " here");
	}

	/**
	 * Tells whether it is the built-in demo.
	 * @return {@code true} with neither file nor folder
	 */
	boolean isDemo() {
		return this.file == null && this.folder == null;
	}

	/**
	 * Reads and checks it.
	 * @return the configuration
	 * @throws StartRefusedException with every problem that it has
	 */
	Configuration load() {
		return DemoConfiguration.load();
	}

	/**
	 * Describes it for the start-up log.
	 * @return the file or folder or both, and the reason
	 */
	String describe() {
		if (isDemo()) {
			return "built-in demo (" + this.reason + ")";
		}
		StringBuilder text = new StringBuilder();
		if (this.file != null) {
			text.append(this.file.toAbsolutePath().normalize());
		}
		if (this.folder != null) {
			text.append((this.file != null) ? " and " : "").append(this.folder.toAbsolutePath().normalize());
		}
		return text + " (" + this.reason + ")";
	}

}
