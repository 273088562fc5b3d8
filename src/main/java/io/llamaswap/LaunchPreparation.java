package io.llamaswap;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Turns the command line into a {@link Launch}, before Spring starts: whatever is wrong
 * is said in a fraction of a second.
 */
final class LaunchPreparation {

	private final PrintStream out;

	private final PrintStream err;

	private final Path workingDirectory;

	/**
	 * Prepares a launch.
	 * @param out where help and version are printed
	 * @param err where warnings about the configuration are printed
	 * @param workingDirectory where the default configuration file is looked for
	 */
	LaunchPreparation(PrintStream out, PrintStream err, Path workingDirectory) {
		this.out = out;
		this.err = err;
		this.workingDirectory = workingDirectory;
	}

	/**
	 * Reads the command line and everything that it names.
	 * @param args the command line
	 * @return what to launch, or empty if all that was wanted has been printed
	 * @throws StartRefusedException if something is wrong
	 */
	Optional<Launch> prepare(String... args) {
		ProgramOptions options = ProgramOptions.parse(args);
		if (options.version) {
			this.out.println(ProgramVersion.current().line());
			return Optional.empty();
		}
		if (options.help) {
			this.out.println(ProgramOptions.usage());
			return Optional.empty();
		}
		TlsFiles tls = TlsFiles.of(options.tlsCertFile, options.tlsKeyFile);
		ServedAddresses addresses = ServedAddresses.choose(options, tls);
		ConfigurationSource source = ConfigurationSource.choose(options, this.workingDirectory);
		Launch launch = new Launch(addresses, tls, source, source.load(this.err::println), options.watchConfig);
		addresses.listen().requireFree("--listen");
		return Optional.of(launch);
	}

}
