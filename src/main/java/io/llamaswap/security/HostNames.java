package io.llamaswap.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.llamaswap.config.NamePattern;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * The names by which this machine may be called. A page of another site can have its own
 * name lead to this machine (DNS rebinding), and a browser then takes us for that site;
 * but it cannot change the name, which stands in {@code Host}. A literal address can be
 * nobody's name.
 */
final class HostNames {

	private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

	private final Set<String> own;

	HostNames(Collection<String> own) {
		this.own = Set.copyOf(own);
	}

	/**
	 * Asks the system for the names of this machine, without asking the network.
	 * @return its names
	 */
	static HostNames ofThisMachine() {
		Set<String> names = new HashSet<>();
		for (String name : new String[] { kernel(), System.getenv("HOSTNAME"), System.getenv("COMPUTERNAME") }) {
			if (name != null && !name.isBlank()) {
				String full = name.strip().toLowerCase(Locale.ROOT);
				int dot = full.indexOf('.');
				String first = (dot > 0) ? full.substring(0, dot) : full;
				names.addAll(List.of(full, first, first + ".local"));
			}
		}
		return new HostNames(names);
	}

	private static @Nullable String kernel() {
		try {
			return Files.isReadable(KERNEL) ? Files.readString(KERNEL) : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

	/**
	 * Tells whether a name is this machine's or allowed.
	 * @param host a name or a literal address in lower case, without port
	 * @param allowed further names; {@code *.example} stands for all below it, {@code *}
	 * for all
	 * @return {@code false} if it could be anybody's
	 */
	boolean isKnown(String host, Collection<String> allowed) {
		return host.startsWith("[") || NetUtil.isValidIpV4Address(host) || "localhost".equals(host)
				|| host.endsWith(".localhost") || this.own.contains(host)
				|| allowed.stream().anyMatch((pattern) -> new NamePattern(pattern).test(host));
	}

}
