package io.llamaswap.test;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.llamaswap.demo.DemoModelServer;

/**
 * Command lines of demo model servers, for configuration files of tests.
 */
public final class DemoModels {

	/** A test file has fewer. */
	private static final int MODELS = 10;

	private DemoModels() {
	}

	/**
	 * Returns a {@code cmd} that serves on <code>${PORT}</code>. Whatever a test forgets,
	 * the process ends after ten minutes.
	 * @param model the name it answers with
	 * @param switches further switches, such as {@code --ignore-term}
	 * @return one line
	 */
	public static String command(String model, String... switches) {
		return arguments("${PORT}", model, switches).stream().map(DemoModels::quoted).collect(Collectors.joining(" "));
	}

	/**
	 * Returns a line for a configuration file whose models are not in the way of another
	 * run on this machine.
	 * @return {@code startPort} with the first of ten ports that are free now
	 */
	public static String startPort() {
		return "startPort: " + FreePorts.first(MODELS) + "\n";
	}

	/**
	 * Returns the words of a command line.
	 * @param port the port, 0 for any
	 * @param model the name it answers with
	 * @param switches further switches
	 * @return program and arguments
	 */
	public static List<String> arguments(String port, String model, String... switches) {
		List<String> words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-cp", classPath(),
				DemoModelServer.class.getName(), "--port", port, "--model", model, "--lifetime", "10m"));
		words.addAll(List.of(switches));
		return words;
	}

	private static String classPath() {
		try {
			return Path.of(DemoModelServer.class.getProtectionDomain().getCodeSource().getLocation().toURI())
				.toString();
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String quoted(String word) {
		return word.contains(" ") ? "'" + word + "'" : word;
	}

}
