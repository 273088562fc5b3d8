package io.llamaswap.upstream;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.llamaswap.config.LaunchConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Which port of this machine a model server serves on.
 */
public final class LocalPort {

	private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "localhost.", "::1", "[::1]",
			"ip6-localhost");

	// Programs whose server is somebody else's child: a daemon, another machine.
	private static final Pattern DELEGATE = Pattern
		.compile("(?:^|[\\s/;&|])(?:docker|podman|nerdctl|incus|lxc|kubectl|systemctl|systemd-run|ssh)(?:\\s|$)");

	private LocalPort() {
	}

	/**
	 * Returns the local port at which the server is reached, whoever opens it.
	 * @param launch how the server is started and reached
	 * @return the port, or {@code null} if it is on another machine
	 */
	public static @Nullable Integer served(LaunchConfiguration launch) {
		URI proxy = launch.proxy();
		String host = proxy.getHost();
		if (host == null || !isLoopback(host)) {
			return null;
		}
		if (proxy.getPort() >= 0) {
			return proxy.getPort();
		}
		return "https".equalsIgnoreCase(proxy.getScheme()) ? 443 : 80;
	}

	/**
	 * Returns the local port that the command itself is to open: it was given for
	 * <code>${PORT}</code>, or its number is in the command or its environment. Other
	 * servers (a daemon that runs anyway, a script that hides its port) are not to be
	 * judged by who holds the port.
	 * @param launch how the server is started and reached
	 * @return the port, or {@code null} if the command need not open one here
	 */
	public static @Nullable Integer opened(LaunchConfiguration launch) {
		Integer port = served(launch);
		if (port == null) {
			return null;
		}
		boolean ours = port.equals(launch.port()) || mentions(launch, port);
		return ours ? port : null;
	}

	/**
	 * Tells whether the command has somebody else serve (a container engine, a service
	 * manager, another machine), so that the listening process need not be its child.
	 * @param arguments the words of the command
	 * @return {@code true} if such a program is named
	 */
	public static boolean isDelegated(List<String> arguments) {
		return arguments.stream().anyMatch((word) -> DELEGATE.matcher(word).find());
	}

	private static boolean isLoopback(String host) {
		String name = host.toLowerCase(Locale.ROOT);
		return LOOPBACK_NAMES.contains(name) || name.startsWith("127.");
	}

	private static boolean mentions(LaunchConfiguration launch, int port) {
		Pattern number = Pattern.compile("(?<!\\d)" + port + "(?!\\d)");
		return Stream.concat(launch.arguments().stream(), launch.env().stream())
			.anyMatch((word) -> number.matcher(word).find());
	}

}
