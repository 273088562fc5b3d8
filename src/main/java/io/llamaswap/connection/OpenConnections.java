package io.llamaswap.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * The connections of all event loops, of which there are only so many, in all and from
 * one address: when another one comes, the one that has been idle for longest goes, so
 * that silent clients take the place from nobody. Programs on this machine and trusted
 * proxies have no bound of their own.
 */
final class OpenConnections {

	private final Set<OpenConnection> open = ConcurrentHashMap.newKeySet();

	private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

	private final int limit;

	private final int limitPerAddress;

	private final Predicate<InetAddress> unbounded;

	/**
	 * Makes an empty set.
	 * @param limit the most connections
	 * @param limitPerAddress the most connections of one address, {@code 0} for no bound
	 * @param unbounded which addresses have none beside this machine's, as many ask
	 * through them
	 */
	OpenConnections(int limit, int limitPerAddress, Predicate<InetAddress> unbounded) {
		this.limit = limit;
		this.limitPerAddress = limitPerAddress;
		this.unbounded = unbounded;
	}

	/**
	 * Takes a connection in, until it is closed.
	 * @param channel the connection
	 * @param now the present, in nanoseconds
	 * @return its entry, or {@code null} if there is no place for it: all that could make
	 * room have requests in flight
	 */
	@Nullable OpenConnection open(Channel channel, long now) {
		InetAddress address = counted(channel);
		if ((address != null && !makeRoom(this.byAddress.getOrDefault(address, 0), this.limitPerAddress,
				(other) -> address.equals(other.address())))
				|| !makeRoom(this.open.size(), this.limit, (other) -> true)) {
			return null;
		}
		OpenConnection connection = new OpenConnection(channel, address, now);
		add(connection);
		channel.closeFuture().addListener((closed) -> remove(connection));
		return connection;
	}

	private boolean makeRoom(int used, int most, Predicate<OpenConnection> those) {
		if (used < most) {
			return true;
		}
		OpenConnection idlest = this.open.stream()
			.filter(OpenConnection::isIdle)
			.filter(those)
			.min(Comparator.comparingLong(OpenConnection::idleSince))
			.orElse(null);
		if (idlest == null) {
			return false;
		}
		remove(idlest);
		idlest.close();
		return true;
	}

	private void add(OpenConnection connection) {
		this.open.add(connection);
		InetAddress address = connection.address();
		if (address != null) {
			this.byAddress.merge(address, 1, Integer::sum);
		}
	}

	private void remove(OpenConnection connection) {
		InetAddress address = connection.address();
		if (this.open.remove(connection) && address != null) {
			this.byAddress.computeIfPresent(address, (key, count) -> (count > 1) ? count - 1 : null);
		}
	}

	private @Nullable InetAddress counted(Channel channel) {
		boolean bounded = this.limitPerAddress > 0 && channel.remoteAddress() instanceof InetSocketAddress;
		InetAddress address = bounded ? ((InetSocketAddress) channel.remoteAddress()).getAddress() : null;
		return (address != null && !address.isLoopbackAddress() && !this.unbounded.test(address)) ? address : null;
	}

	int size() {
		return this.open.size();
	}

	int addresses() {
		return this.byAddress.size();
	}

}
