package io.llamaswap;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address to serve on.
 *
 * @param host a name or number without brackets, {@code ""} for all addresses of this
 * machine
 * @param port 0 to 65535, where 0 lets the system choose
 */
record ListenAddress(String host, int port) {

	/** Only this machine: what is not opened to others cannot be abused by them. */
	static final String LOOPBACK = "127.0.0.1";

	private static final int MAX_PORT = 65535;

	private static final Pattern FORM = Pattern
		.compile("(?:\\[(?<six>[^\\]]+)\\]|(?<four>[^:\\[\\]]*))(?::(?<port>\\d{1,5}))?");

	/**
	 * Reads {@code HOST:PORT}, {@code :PORT}, {@code [V6]:PORT} or a host alone.
	 * @param option the option it was given with, for the message
	 * @param text what was given
	 * @param defaultPort the port of a host alone
	 * @return the address
	 * @throws StartRefusedException if the text has none of these forms
	 */
	static ListenAddress parse(String option, String text, int defaultPort) {
		Matcher matcher = FORM.matcher(text.strip());
		if (!matcher.matches() || text.isBlank() || text.strip().chars().allMatch(Character::isDigit)) {
			throw malformed(option, text);
		}
		String six = matcher.group("six");
		String host = (six != null) ? six : matcher.group("four");
		int port = (matcher.group("port") != null) ? Integer.parseInt(matcher.group("port")) : defaultPort;
		if (port > MAX_PORT) {
			throw malformed(option, text);
		}
		return new ListenAddress("*".equals(host) ? "" : host, port);
	}

	private static StartRefusedException malformed(String option, String text) {
		return new StartRefusedException(StartRefusedException.FAILURE,
				option + ": " + text + " (expected: HOST:PORT or :PORT, with a port from 0 to 65535)");
	}

	/**
	 * Tells whether other machines can reach it.
	 * @return {@code false} for loopback addresses only
	 */
	boolean isReachable() {
		try {
			return this.host.isEmpty() || !InetAddress.getByName(this.host).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return true;
		}
	}

	/**
	 * Makes sure that the address can be served on, so that the reason is one clear line
	 * instead of a failure deep inside the start.
	 * @param option the option to change it with, for the message
	 * @throws StartRefusedException if it is taken, not ours, not allowed or unknown
	 */
	void requireFree(String option) {
		try {
			probe();
		}
		catch (UnknownHostException ex) {
			throw refused("there is no such host", option);
		}
		catch (BindException ex) {
			String cause = String.valueOf(ex.getMessage());
			if (cause.contains("ermission")) {
				throw refused("this user may not open port " + this.port, option);
			}
			if (cause.contains("annot assign")) {
				throw refused("this machine has no such address", option);
			}
			throw refused("another program uses that address", option);
		}
		catch (IOException ex) {
			throw refused(String.valueOf(ex.getMessage()), option);
		}
	}

	/**
	 * Tells whether the address can be served on at this moment.
	 * @return {@code false} if not, for whatever reason
	 */
	boolean isFree() {
		try {
			probe();
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Turns port 0 into one that is free at this moment.
	 * @return an address with a port, or this one if it has one or nothing is free
	 */
	ListenAddress withPort() {
		try {
			return (this.port != 0) ? this : new ListenAddress(this.host, probe());
		}
		catch (IOException ex) {
			return this;
		}
	}

	private int probe() throws IOException {
		try (ServerSocket socket = new ServerSocket()) {
			socket.setReuseAddress(true);
			socket.bind(this.host.isEmpty() ? new InetSocketAddress(this.port)
					: new InetSocketAddress(InetAddress.getByName(this.host), this.port));
			return socket.getLocalPort();
		}
	}

	private StartRefusedException refused(String cause, String option) {
		return new StartRefusedException(StartRefusedException.FAILURE,
				"cannot listen on " + this + ": " + cause + " (choose another one with " + option + ")");
	}

	/**
	 * Returns the address that a client on this machine uses.
	 * @param scheme {@code http} or {@code https}
	 * @param actualPort the port that was opened in the end
	 * @return a base address without a trailing slash
	 */
	String url(String scheme, int actualPort) {
		boolean everywhere = this.host.isEmpty() || "0.0.0.0".equals(this.host) || "::".equals(this.host);
		return scheme + "://" + (everywhere ? "localhost" : bracketed()) + ":" + actualPort;
	}

	private String bracketed() {
		return this.host.contains(":") ? "[" + this.host + "]" : this.host;
	}

	@Override
	public String toString() {
		return bracketed() + ":" + this.port;
	}

}
