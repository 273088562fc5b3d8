package io.llamaswap;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Turns the command line into a {@link Launch}, before Spring starts: whatever is wrong
 * is said in a fraction of a second.
 */
final class LaunchPreparation {

	private static final int DEFAULT_PORT = 8080;

	private static final int DEFAULT_TLS_PORT = 8443;

	private static final int MAX_PORT = 65535;

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
		ListenAddress listen = listen(options, tls);
		ListenAddress management = management(options, listen);
		ConfigurationSource source = ConfigurationSource.choose(options, this.workingDirectory);
		Launch launch = new Launch(listen, management, tls, source, source.load(this.err::println));
		listen.requireFree("--listen");
		return Optional.of(launch);
	}

	private static ListenAddress listen(ProgramOptions options, @Nullable TlsFiles tls) {
		int defaultPort = (tls != null) ? DEFAULT_TLS_PORT : DEFAULT_PORT;
		return (options.listen != null) ? ListenAddress.parse("--listen", options.listen, defaultPort)
				: new ListenAddress(ListenAddress.LOOPBACK, defaultPort);
	}

	// Only an address that was asked for is insisted on: nobody should have to care for
	// one
	// that they do not know.
	private static ListenAddress management(ProgramOptions options, ListenAddress listen) {
		boolean hasNext = listen.port() > 0 && listen.port() < MAX_PORT;
		ListenAddress next = new ListenAddress(ListenAddress.LOOPBACK, hasNext ? listen.port() + 1 : 0);
		if (options.management != null) {
			ListenAddress asked = ListenAddress.parse("--management", options.management, next.port());
			asked.requireFree("--management");
			return asked;
		}
		return next.isFree() ? next : new ListenAddress(ListenAddress.LOOPBACK, 0);
	}

}
