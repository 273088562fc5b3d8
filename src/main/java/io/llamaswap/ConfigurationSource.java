package io.llamaswap;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.ConfigurationLoader;
import io.llamaswap.config.ConfigurationReport;
import io.llamaswap.config.InForce;
import io.llamaswap.config.LoadedConfiguration;
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
	 * @param notes told the complete report if there are only warnings
	 * @return the configuration
	 * @throws StartRefusedException with the complete report if anything is wrong
	 */
	Configuration load(Consumer<String> notes) {
		ConfigurationLoader loader = new ConfigurationLoader(System.getenv());
		LoadedConfiguration loaded = isDemo() ? DemoConfiguration.load(loader) : loader.load(this.file, this.folder);
		String report = new ConfigurationReport(loaded.problems()).render().stripTrailing();
		Configuration configuration = loaded.configuration();
		if (configuration == null) {
			throw new StartRefusedException(StartRefusedException.FAILURE, report);
		}
		if (!report.isEmpty()) {
			notes.accept(report);
		}
		return configuration;
	}

	/**
	 * Reads and checks it again.
	 * @param loader reads it
	 * @param before what is in force
	 * @return the configuration, or why there is none
	 */
	LoadedConfiguration reload(ConfigurationLoader loader, InForce before) {
		return isDemo() ? DemoConfiguration.load(loader) : loader.reload(this.file, this.folder, before);
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
