package io.llamaswap;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;

/**
 * Runs a command that looks at a configuration, for tests of other packages.
 */
public final class ConfigurationCommandRunner {

	private ConfigurationCommandRunner() {
	}

	/**
	 * Runs a command.
	 * @param out where it prints
	 * @param args its command line
	 * @return its exit code
	 */
	public static int run(PrintWriter out, String... args) {
		return new ConfigurationCommands(out, out, Map.of(), Path.of("")).run(args).orElseThrow();
	}

}
