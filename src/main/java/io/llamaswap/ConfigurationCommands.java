package io.llamaswap;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;

import io.llamaswap.config.CommandSyntax;
import io.llamaswap.config.ConfigurationCheck;
import io.llamaswap.config.ConfigurationExplanation;
import io.llamaswap.config.ConfigurationLoader;
import io.llamaswap.config.ConfigurationSchema;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The commands that look at a configuration and end: {@code check}, {@code explain} and
 * {@code config-schema}. Spring is never started by them.
 */
@Command(name = "llama-swap", subcommands = { ConfigurationCommands.Check.class, ConfigurationCommands.Explain.class,
		ConfigurationCommands.Schema.class, HashKeyCommand.class })
final class ConfigurationCommands {

	private static final Set<String> NAMES = Set.of("check", "explain", "config-schema", "hash-key");

	@Option(names = { "-h", "--help" }, usageHelp = true, scope = CommandLine.ScopeType.INHERIT,
			description = "Print this and end.")
	boolean help;

	private final PrintWriter out;

	private final PrintWriter err;

	private final Map<String, String> environment;

	private final Path workingDirectory;

	/**
	 * Creates the commands.
	 * @param out where results are printed
	 * @param err where mistakes of the command line are printed
	 * @param environment the variables that a configuration may name
	 * @param workingDirectory where the default configuration file is looked for
	 */
	ConfigurationCommands(PrintWriter out, PrintWriter err, Map<String, String> environment, Path workingDirectory) {
		this.out = out;
		this.err = err;
		this.environment = environment;
		this.workingDirectory = workingDirectory;
	}

	/**
	 * Runs a command if the command line begins with one.
	 * @param args the command line
	 * @return the exit code: 0, 1 if something is wrong with the configuration, 2 with
	 * the command line; empty if no command is named
	 */
	OptionalInt run(String... args) {
		if (args.length == 0 || !NAMES.contains(args[0])) {
			return OptionalInt.empty();
		}
		String[] dashed = Arrays.stream(args).map(ProgramOptions::withTwoDashes).toArray(String[]::new);
		int exitCode = new CommandLine(this).setOut(this.out)
			.setErr(this.err)
			.setCaseInsensitiveEnumValuesAllowed(true)
			.execute(dashed);
		this.out.flush();
		this.err.flush();
		return OptionalInt.of(exitCode);
	}

	/**
	 * A command that looks at a configuration: which one is meant, and where it is to be
	 * used.
	 */
	abstract static class LookingCommand implements Callable<Integer> {

		@CommandLine.ParentCommand
		@Nullable ConfigurationCommands commands;

		@Option(names = "--config", paramLabel = "FILE", description = "The configuration file.")
		@Nullable Path config;

		@Option(names = "--config-dir", paramLabel = "DIR", description = "A folder of further files.")
		@Nullable Path configDir;

		@Option(names = "--system", paramLabel = "posix|windows",
				description = "Split commands as on such a system (default: as on this one).")
		CommandSyntax system = CommandSyntax.ofSystem();

		private ConfigurationCommands parent() {
			return Objects.requireNonNull(this.commands);
		}

		ConfigurationSource source() {
			ProgramOptions options = new ProgramOptions();
			options.config = this.config;
			options.configDir = this.configDir;
			return ConfigurationSource.choose(options, parent().workingDirectory);
		}

		ConfigurationLoader loader() {
			return new ConfigurationLoader(parent().environment, this.system);
		}

		PrintWriter out() {
			return parent().out;
		}

	}

	/** In which form a report is printed. */
	enum Format {

		/** For people. */
		TEXT,

		/** For programs. */
		JSON

	}

	/**
	 * The command {@code check}.
	 */
	@Command(name = "check", description = "Say what is wrong with a configuration.")
	static final class Check extends LookingCommand {

		@Option(names = "--strict", description = "Warnings count as errors.")
		boolean strict;

		@Option(names = "--format", paramLabel = "text|json", description = "The form of the report.")
		Format format = Format.TEXT;

		@Option(names = "--against", paramLabel = "URL",
				description = "Say what a reload of this configuration would do to the program that serves there.")
		@Nullable URI against;

		@Option(names = "--key", paramLabel = "KEY", description = "The key for that program, if it asks for one.")
		String key = "";

		@Override
		public Integer call() throws IOException {
			ConfigurationSource source = source();
			if (this.against != null) {
				return new ReloadPreview(this.against, this.key).print(loader().read(source.file(), source.folder()),
						this.format == Format.JSON, out());
			}
			return new ConfigurationCheck(loader()).run(source.file(), source.folder(),
					new ConfigurationCheck.Options(this.strict, this.format == Format.JSON), out());
		}

	}

	/**
	 * The command {@code explain}.
	 */
	@Command(name = "explain", description = "Say what the configuration of a model comes to.")
	static final class Explain extends LookingCommand {

		@Parameters(paramLabel = "MODEL", description = "Its id or any of its names.")
		String model = "";

		@Override
		public Integer call() throws IOException {
			ConfigurationSource source = source();
			return new ConfigurationExplanation(loader().load(source.file(), source.folder())).explain(this.model,
					out());
		}

	}

	/**
	 * The command {@code config-schema}.
	 */
	@Command(name = "config-schema", description = "Print the JSON schema of configurations, for editors.")
	static final class Schema implements Callable<Integer> {

		@CommandLine.ParentCommand
		@Nullable ConfigurationCommands commands;

		@Override
		public Integer call() throws IOException {
			return ConfigurationSchema.print(Objects.requireNonNull(this.commands).out);
		}

	}

}
