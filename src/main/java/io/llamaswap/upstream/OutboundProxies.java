package io.llamaswap.upstream;

import java.net.InetAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.netty.resolver.NoopAddressResolverGroup;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.transport.ClientTransport;
import reactor.netty.transport.ProxyProvider;

/**
 * The proxies that the environment names for servers on other machines:
 * {@code HTTP_PROXY}, {@code HTTPS_PROXY} and {@code NO_PROXY}, or the same in lower
 * case, read as Go's library reads them. This machine is never reached through a proxy.
 * Every connection is a tunnel ({@code CONNECT}), for plain HTTP too.
 */
public final class OutboundProxies {

	private static final Logger logger = LoggerFactory.getLogger(OutboundProxies.class);

	private static final Pattern ADDRESS = Pattern.compile("\\[?[0-9a-fA-F]*:[0-9a-fA-F:.]*]?|[0-9]+(\\.[0-9]+){3}");

	/** Those of this process. */
	public static final OutboundProxies ENVIRONMENT = OutboundProxies.of(System.getenv());

	private final @Nullable Hop plain;

	private final @Nullable Hop secure;

	private final List<String> exempt;

	private OutboundProxies(@Nullable Hop plain, @Nullable Hop secure, List<String> exempt) {
		this.plain = plain;
		this.secure = secure;
		this.exempt = exempt;
	}

	/**
	 * Reads an environment.
	 * @param environment its variables
	 * @return what it says; a proxy that cannot be understood is warned of and left out
	 */
	public static OutboundProxies of(Map<String, String> environment) {
		String names = variable(environment, "NO_PROXY");
		return new OutboundProxies(Hop.parse(variable(environment, "HTTP_PROXY")),
				Hop.parse(variable(environment, "HTTPS_PROXY")),
				Stream.of(names.split(",", -1))
					.map((name) -> name.strip().toLowerCase(Locale.ROOT))
					.filter((name) -> !name.isEmpty())
					.toList());
	}

	/**
	 * Makes a client go through the proxy for an address, if there is one.
	 * @param <C> the type of the client
	 * @param client the client
	 * @param target where it is to go
	 * @return the client, or one that uses the proxy
	 */
	public <C extends ClientTransport<C, ?>> C applyTo(C client, URI target) {
		// Names are the proxy's to look up.
		return find(target).map((hop) -> client.proxy(hop::describeTo).resolver(NoopAddressResolverGroup.INSTANCE))
			.orElse(client);
	}

	/**
	 * Finds the proxy for an address.
	 * @param target an address with a scheme and a host
	 * @return the proxy, empty if the address is reached directly
	 */
	Optional<Hop> find(URI target) {
		boolean isSecure = "https".equals(target.getScheme());
		Hop hop = isSecure ? this.secure : this.plain;
		String host = target.getHost();
		if (hop == null || host == null) {
			return Optional.empty();
		}
		String name = unbracketed(host.toLowerCase(Locale.ROOT));
		int port = (target.getPort() >= 0) ? target.getPort() : (isSecure ? 443 : 80);
		byte @Nullable [] address = address(name);
		boolean direct = isThisMachine(name, address)
				|| this.exempt.stream().anyMatch((entry) -> isExempt(entry, name, address, port));
		return direct ? Optional.empty() : Optional.of(hop);
	}

	private static boolean isThisMachine(String name, byte @Nullable [] address) {
		if (address == null) {
			return name.equals("localhost") || name.equals("localhost.") || name.endsWith(".localhost");
		}
		return (address.length == 4) ? address[0] == 127 : Arrays.equals(address, address("::1"));
	}

	// *, a name with those below it, .name for only those, an address or a network, each
	// with a port or without.
	private static boolean isExempt(String entry, String name, byte @Nullable [] address, int port) {
		if (entry.equals("*")) {
			return true;
		}
		int slash = entry.indexOf('/');
		if (slash > 0) {
			return address != null && isWithin(address, address(entry.substring(0, slash)), entry.substring(slash + 1));
		}
		String host = entry;
		int colon = entry.lastIndexOf(':');
		if (colon > 0 && (entry.indexOf(':') == colon || entry.charAt(colon - 1) == ']')) {
			if (!entry.substring(colon + 1).equals(Integer.toString(port))) {
				return false;
			}
			host = entry.substring(0, colon);
		}
		host = unbracketed(host);
		byte @Nullable [] exempt = address(host);
		if (exempt != null || address != null) {
			return Arrays.equals(exempt, address);
		}
		String end = host.startsWith("*.") ? host.substring(1) : host;
		return end.startsWith(".") ? name.endsWith(end) : name.equals(end) || name.endsWith("." + end);
	}

	private static boolean isWithin(byte[] address, byte @Nullable [] network, String length) {
		if (network == null || network.length != address.length || !length.matches("\\d{1,3}")) {
			return false;
		}
		int bits = Integer.parseInt(length);
		for (int i = 0; i < bits && i < address.length * 8; i++) {
			int mask = 0x80 >> (i % 8);
			if ((address[i / 8] & mask) != (network[i / 8] & mask)) {
				return false;
			}
		}
		return true;
	}

	// Names are never looked up here.
	private static byte @Nullable [] address(String text) {
		try {
			return ADDRESS.matcher(text).matches() ? InetAddress.getByName(text).getAddress() : null;
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

	private static String unbracketed(String host) {
		return (host.startsWith("[") && host.endsWith("]")) ? host.substring(1, host.length() - 1) : host;
	}

	private static String variable(Map<String, String> environment, String name) {
		String value = environment.getOrDefault(name, "");
		return value.isEmpty() ? environment.getOrDefault(name.toLowerCase(Locale.ROOT), "") : value;
	}

	/**
	 * One proxy.
	 *
	 * @param type how it is spoken to
	 * @param host where it is
	 * @param port its port
	 * @param user who we are there, or {@code null} for nobody
	 * @param password proves that
	 */
	record Hop(ProxyProvider.Proxy type, String host, int port, @Nullable String user, String password) {

		private static final int SOCKS_PORT = 1080;

		static @Nullable Hop parse(String value) {
			if (value.isBlank()) {
				return null;
			}
			try {
				URI address = URI.create(value.contains("://") ? value.strip() : "http://" + value.strip());
				ProxyProvider.Proxy type = type(String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT));
				if (type != null && address.getHost() != null) {
					String[] login = String.valueOf(address.getRawUserInfo()).split(":", 2);
					return new Hop(type, unbracketed(address.getHost()), port(address, type),
							(address.getRawUserInfo() != null) ? decoded(login[0]) : null,
							(login.length > 1) ? decoded(login[1]) : "");
				}
			}
			catch (IllegalArgumentException ex) {
				logger.debug("A proxy is no address", ex);
			}
			// The value may hold a password.
			logger
				.warn("A proxy of the environment is not used: only http://HOST:PORT and socks5://HOST:PORT are known");
			return null;
		}

		private static ProxyProvider.@Nullable Proxy type(String scheme) {
			return switch (scheme) {
				case "http" -> ProxyProvider.Proxy.HTTP;
				case "socks5", "socks5h" -> ProxyProvider.Proxy.SOCKS5;
				default -> null;
			};
		}

		private static int port(URI address, ProxyProvider.Proxy type) {
			return (address.getPort() >= 0) ? address.getPort()
					: ((type == ProxyProvider.Proxy.HTTP) ? 80 : SOCKS_PORT);
		}

		private static String decoded(String text) {
			return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
		}

		void describeTo(ProxyProvider.TypeSpec spec) {
			ProxyProvider.Builder builder = spec.type(this.type).host(this.host).port(this.port);
			if (this.user != null) {
				builder.username(this.user).password((ignored) -> this.password);
			}
		}

		@Override
		public String toString() {
			return this.type + " " + this.host + ":" + this.port;
		}

	}

}
