package io.llamaswap.upstream.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who listens on the loopback ports of this machine. Blocks for a few milliseconds.
 */
class LocalListeners {

	private static final String LISTEN = "0A";

	/** What stands over the states. */
	private static final String HEADING = "st";

	/** Each line of the table of IPv4 is padded to it. */
	private static final int RECORD_BYTES = 150;

	private static final int LOCAL_ADDRESS = 1;

	private static final int STATE = 3;

	private static final int INODE = 9;

	private static final Pattern SPACES = Pattern.compile("\\s+");

	// Any address or loopback, as the kernel prints them: 32-bit words in host order.
	private static final Pattern REACHABLE = Pattern
		.compile("0{8}|[0-9A-F]{6}7F|0{32}|0{24}01000000" + "|0{16}FFFF0000[0-9A-F]{6}7F");

	// They listen on behalf of a container and may have been there long before it.
	private static final List<String> FORWARDERS = List.of("rootless", "docker", "com.docker", "conmon", "pasta",
			"slirp4netns", "gvproxy");

	private final ProcessTable table;

	private final Path tables;

	/**
	 * Makes a view.
	 * @param table the processes
	 * @param tables directory of the kernel's {@code tcp} and {@code tcp6} tables
	 */
	LocalListeners(ProcessTable table, Path tables) {
		this.table = table;
		this.tables = tables;
	}

	/**
	 * Tells whether a server could not open this port now. Asks the kernel by trying,
	 * which is exact and takes no connection.
	 * @param host name or address of this machine: {@code localhost}, 127.x or ::1
	 * @param port the port
	 * @return {@code true} if somebody holds it
	 */
	boolean isHeld(String host, int port) {
		return addresses(host).stream().anyMatch((address) -> isRefused(address, port) && !isRefused(address, 0));
	}

	/**
	 * Describes who listens on a port.
	 * @param port the port
	 * @return for a person; the name of the process where it can be seen
	 */
	String describeHolder(int port) {
		return findHolder(port, this.table.alive()).map((holder) -> describe(port, holder))
			.orElse("port %d is held by another process".formatted(port));
	}

	/**
	 * Looks for a listener that cannot have been started by a life.
	 * @param port the port of the life
	 * @param members the living processes of the life
	 * @param startTicks when the life began
	 * @return who it is, for a person; empty if the life itself listens, if the listener
	 * is younger than the life or forwards to containers, or if it cannot be seen
	 */
	Optional<String> findStranger(int port, Collection<Long> members, long startTicks) {
		// Mostly the server itself listens, and the kernel is asked for no more than
		// that.
		Optional<String> first = findListener("tcp", port);
		if (first.isPresent() && members.stream().anyMatch((pid) -> holds(pid, Set.of(first.get())))) {
			return Optional.empty();
		}
		Set<String> sockets = sockets(port);
		if (sockets.isEmpty() || members.stream().anyMatch((pid) -> holds(pid, sockets))) {
			return Optional.empty();
		}
		return findHolder(port, this.table.alive()).filter((holder) -> holder.startTicks() < startTicks)
			.filter((holder) -> !isForwarder(holder))
			.map((holder) -> describe(port, holder));
	}

	private boolean isForwarder(ProcessEntry holder) {
		String name = this.table.name(holder.pid());
		return FORWARDERS.stream().anyMatch(name::startsWith);
	}

	private Optional<ProcessEntry> findHolder(int port, List<ProcessEntry> candidates) {
		Set<String> sockets = sockets(port);
		if (sockets.isEmpty()) {
			return Optional.empty();
		}
		return candidates.stream().filter((entry) -> holds(entry.pid(), sockets)).findFirst();
	}

	private boolean holds(long pid, Set<String> sockets) {
		return this.table.descriptors(pid).stream().anyMatch(sockets::contains);
	}

	private String describe(int port, ProcessEntry holder) {
		return "port %d is held by %s (process %d)".formatted(port, this.table.name(holder.pid()), holder.pid());
	}

	/**
	 * Looks for the first listener. What follows the listeners is not read: before it
	 * says that there is nothing more, the kernel searches a table of megabytes, for five
	 * milliseconds or more.
	 * @param table name of the kernel's table
	 * @param port its port
	 * @return its socket
	 */
	private Optional<String> findListener(String table, int port) {
		String end = end(port);
		byte[] chunk = new byte[RECORD_BYTES];
		try (InputStream in = new FileInputStream(this.tables.resolve(table).toFile())) {
			for (int length = in.readNBytes(chunk, 0, RECORD_BYTES); length == RECORD_BYTES; length = in
				.readNBytes(chunk, 0, RECORD_BYTES)) {
				String[] fields = SPACES.split(new String(chunk, StandardCharsets.US_ASCII).strip());
				if (isListener(fields, end)) {
					return Optional.of("socket:[" + fields[INODE] + "]");
				}
				if (fields.length > STATE && !LISTEN.equals(fields[STATE]) && !HEADING.equals(fields[STATE])) {
					return Optional.empty();
				}
			}
		}
		catch (IOException ex) {
			return Optional.empty();
		}
		return Optional.empty();
	}

	private static String end(int port) {
		return ":" + String.format(Locale.ROOT, "%04X", port);
	}

	private Set<String> sockets(int port) {
		Set<String> sockets = new HashSet<>();
		String end = end(port);
		for (String name : List.of("tcp", "tcp6")) {
			for (String line : lines(this.tables.resolve(name))) {
				// Splitting thousands of connections that wait for their end takes longer
				// than all else here.
				if (line.contains(end)) {
					String[] fields = SPACES.split(line.strip());
					if (isListener(fields, end)) {
						sockets.add("socket:[" + fields[INODE] + "]");
					}
				}
			}
		}
		return sockets;
	}

	private static boolean isListener(String[] fields, String end) {
		if (fields.length <= INODE || !LISTEN.equals(fields[STATE]) || !fields[LOCAL_ADDRESS].endsWith(end)) {
			return false;
		}
		String address = fields[LOCAL_ADDRESS].substring(0, fields[LOCAL_ADDRESS].length() - end.length());
		return REACHABLE.matcher(address).matches();
	}

	private static List<String> lines(Path file) {
		try {
			return Files.readAllLines(file, StandardCharsets.US_ASCII);
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	private static List<InetAddress> addresses(String host) {
		try {
			if (host.startsWith("127.")) {
				return List.of(InetAddress.getByName(host));
			}
			InetAddress four = InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 });
			byte[] one = new byte[16];
			one[15] = 1;
			InetAddress six = InetAddress.getByAddress(one);
			return host.contains(":") ? List.of(six) : List.of(four, six);
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	private static boolean isRefused(InetAddress address, int port) {
		try (ServerSocket socket = new ServerSocket()) {
			// Without this, connections that an earlier server left in TIME_WAIT count.
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(address, port), 1);
			return false;
		}
		catch (BindException ex) {
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
