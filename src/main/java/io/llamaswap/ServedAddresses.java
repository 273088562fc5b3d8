package io.llamaswap;

import org.jspecify.annotations.Nullable;

/**
 * The two addresses of the program.
 *
 * @param listen where requests are served
 * @param management where the management endpoints are served
 */
record ServedAddresses(ListenAddress listen, ListenAddress management) {

	private static final int DEFAULT_PORT = 8080;

	private static final int DEFAULT_TLS_PORT = 8443;

	private static final int MAX_PORT = 65535;

	/**
	 * Chooses: what the command line names, else loopback. Only a management address that
	 * was asked for is insisted on: nobody should have to care for one that they do not
	 * know.
	 * @param options what the command line says
	 * @param tls the files for HTTPS, or {@code null} for HTTP
	 * @return the addresses; that of management is free at this moment
	 * @throws StartRefusedException if one cannot be understood, or that of management
	 * was asked for and is not free
	 */
	static ServedAddresses choose(ProgramOptions options, @Nullable TlsFiles tls) {
		int defaultPort = (tls != null) ? DEFAULT_TLS_PORT : DEFAULT_PORT;
		ListenAddress listen = (options.listen != null) ? ListenAddress.parse("--listen", options.listen, defaultPort)
				: new ListenAddress(ListenAddress.LOOPBACK, defaultPort);
		return new ServedAddresses(listen, management(options, portAfter(listen.port())).withPort());
	}

	// Never port 0: the gateway keeps requests for models off the management port only if
	// it
	// knows that port beforehand.
	private static ListenAddress management(ProgramOptions options, int defaultPort) {
		if (options.management != null) {
			ListenAddress asked = ListenAddress.parse("--management", options.management, defaultPort);
			asked.requireFree("--management");
			return asked;
		}
		ListenAddress next = new ListenAddress(ListenAddress.LOOPBACK, defaultPort);
		return next.isFree() ? next : new ListenAddress(ListenAddress.LOOPBACK, 0);
	}

	private static int portAfter(int port) {
		return (port > 0 && port < MAX_PORT) ? port + 1 : 0;
	}

}
