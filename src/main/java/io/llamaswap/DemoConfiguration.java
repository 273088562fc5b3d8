package io.llamaswap;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Objects;

import io.llamaswap.config.ConfigurationLoader;
import io.llamaswap.config.LoadedConfiguration;
import io.llamaswap.demo.DemoModelServer;

/**
 * The built-in demo: a few models, served by the tiny model server inside the jar.
 */
final class DemoConfiguration {

	private static final String RESOURCE = "demo-configuration.yaml";

	/**
	 * A model server is waited for whenever it is swapped in: these flags save half of
	 * the JVM's start.
	 */
	private static final String JVM_FLAGS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -Xmx64m";

	private DemoConfiguration() {
	}

	/**
	 * Makes the configuration for this machine and this program.
	 * @param loader reads it like any other
	 * @return what came out, never with an error
	 */
	static LoadedConfiguration load(ConfigurationLoader loader) {
		return loader.load("built-in demo", text(classPath()));
	}

	private static String text(Path classPath) {
		Path java = Path.of(System.getProperty("java.home"), "bin", "java");
		String command = quoted(java) + " " + JVM_FLAGS + " -cp " + quoted(classPath) + " "
				+ DemoModelServer.class.getName();
		try (InputStream in = DemoConfiguration.class.getResourceAsStream(RESOURCE)) {
			String template = new String(Objects.requireNonNull(in, RESOURCE).readAllBytes(), StandardCharsets.UTF_8);
			return template.replace("@demo@", command);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(RESOURCE, ex);
		}
	}

	/**
	 * Finds what a plain {@code java} needs to run the demo model server.
	 * @return the folder of the classes, or the released jar
	 */
	static Path classPath() {
		CodeSource source = Objects.requireNonNull(DemoModelServer.class.getProtectionDomain().getCodeSource());
		try {
			return Path.of(source.getLocation().toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException("class path is no address: " + source.getLocation(), ex);
		}
	}

	private static String quoted(Path path) {
		return "\"" + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
	}

}
