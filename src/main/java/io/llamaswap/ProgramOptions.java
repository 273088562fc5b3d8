package io.llamaswap;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * What was written on the command line. One and two dashes mean the same, a value follows
 * as {@code -x v} or {@code -x=v}, the last of several counts (contract 1.1).
 */
@Command(name = "llama-swap", sortOptions = false,
		header = "One address in front of all the local language models of a machine.%n", synopsisHeading = "Usage: ",
		customSynopsis = "java -jar llama-swap.jar [OPTION]...%n",
		footer = { "", "One dash works as well as two.",
				"Without --config and --config-dir, the file config.yaml of the working",
				"directory is used; if there is none, a built-in demo.", "",
				"check [--strict] [--format=json] [--against URL], explain MODEL and",
				"config-schema look at the configuration and end. hash-key reads a key and",
				"prints its hash, for the callers of a configuration." })
final class ProgramOptions {

	private static final Pattern SINGLE_DASH = Pattern.compile("-[a-z][a-z-]+(=.*)?", Pattern.DOTALL);

	@Option(names = "--config", paramLabel = "FILE", description = "The configuration file.")
	@Nullable Path config;

	@Option(names = "--config-dir", paramLabel = "DIR",
			description = "A folder whose *.yml and *.yaml files are merged after --config, in the order of their names.")
	@Nullable Path configDir;

	@Option(names = "--listen", paramLabel = "HOST:PORT",
			description = "Where to serve; :PORT means all addresses of this machine. "
					+ "Without it, 127.0.0.1:8080 (with TLS, port 8443).")
	@Nullable String listen;

	@Option(names = "--management", paramLabel = "HOST:PORT",
			description = "Where health and metrics are served. Without it, the port after --listen on 127.0.0.1.")
	@Nullable String management;

	@Option(names = "--tls-cert-file", paramLabel = "FILE",
			description = "The certificate chain (PEM). Together with --tls-key-file it serves HTTPS.")
	@Nullable Path tlsCertFile;

	@Option(names = "--tls-key-file", paramLabel = "FILE", description = "The private key (PEM) of the certificate.")
	@Nullable Path tlsKeyFile;

	@Option(names = "--watch-config", converter = Switch.class,
			description = "Go by the configuration as soon as its files change. Without it, at SIGHUP and POST /api/config/reload only.")
	boolean watchConfig;

	@Option(names = "--version", converter = Switch.class, description = "Print the version and end.")
	boolean version;

	@Option(names = { "-h", "--help" }, converter = Switch.class, description = "Print this and end.")
	boolean help;

	/**
	 * Reads a command line.
	 * @param args the command line
	 * @return what it says
	 * @throws StartRefusedException with the usage if it cannot be understood
	 */
	static ProgramOptions parse(String... args) {
		// Picocli would warn of an option that stands twice.
		CommandLine.tracer().setLevel(CommandLine.TraceLevel.OFF);
		ProgramOptions options = new ProgramOptions();
		try {
			new CommandLine(options).setOverwrittenOptionsAllowed(true)
				.parseArgs(Arrays.stream(args).map(ProgramOptions::withTwoDashes).toArray(String[]::new));
			return options;
		}
		catch (ParameterException ex) {
			throw new StartRefusedException(StartRefusedException.USAGE, ex.getMessage() + "\n\n" + usage());
		}
	}

	static String withTwoDashes(String argument) {
		return SINGLE_DASH.matcher(argument).matches() ? "-" + argument : argument;
	}

	/**
	 * Returns what the options are.
	 * @return several lines without a newline at the end
	 */
	static String usage() {
		StringWriter text = new StringWriter();
		new CommandLine(new ProgramOptions()).usage(new PrintWriter(text, true));
		return text.toString().stripTrailing();
	}

	/**
	 * Reads a switch as Go's {@code flag} package does, whose forms llama-swap's users
	 * know.
	 */
	static final class Switch implements ITypeConverter<Boolean> {

		@Override
		public Boolean convert(String value) {
			return switch (value) {
				case "1", "t", "T", "true", "TRUE", "True" -> true;
				case "0", "f", "F", "false", "FALSE", "False" -> false;
				default -> throw new TypeConversionException("'" + value + "' (expected: true or false)");
			};
		}

	}

}
