package io.llamaswap.security;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections of all event loops, of which there are only so many: when another one
 * comes, the one that has been idle for longest goes, so that silent clients take the
 * place from nobody.
 */
final class OpenConnections {

	private final Set<ConnectionPace> open = ConcurrentHashMap.newKeySet();

	private final int limit;

	OpenConnections(int limit) {
		this.limit = limit;
	}

	/**
	 * Takes a connection in.
	 * @param connection the connection
	 * @return {@code false} if there is no place for it: all others have requests in
	 * flight
	 */
	boolean add(ConnectionPace connection) {
		if (this.open.size() >= this.limit) {
			Optional<ConnectionPace> idlest = this.open.stream()
				.filter(ConnectionPace::isIdle)
				.min(Comparator.comparingLong(ConnectionPace::idleSince));
			if (idlest.isEmpty()) {
				return false;
			}
			this.open.remove(idlest.get());
			idlest.get().close();
		}
		return this.open.add(connection);
	}

	/**
	 * Forgets a connection that is closed.
	 * @param connection the connection
	 */
	void remove(ConnectionPace connection) {
		this.open.remove(connection);
	}

	int size() {
		return this.open.size();
	}

}
