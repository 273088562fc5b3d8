package io.llamaswap.routing;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.llamaswap.config.PeerConfiguration;
import io.llamaswap.config.TimeoutConfiguration;
import io.llamaswap.upstream.Authorities;
import io.llamaswap.upstream.OutboundProxies;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * Connections to peers: one pool for each peer and event loop. Certificates are checked
 * as the JVM does, against its own list of authorities or those in {@code caFile}.
 */
final class PeerConnections implements AutoCloseable {

	/** A peer that takes longer to accept a connection is dead for whoever waits. */
	static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

	/** What {@code timeouts.connect} is where nothing is said. */
	private static final Duration DEFAULT_CONNECT = TimeoutConfiguration.OF_MODELS.connect();

	private static final int MAX_CONNECTIONS = 512;

	private final OutboundProxies proxies;

	private final Authorities authorities = new Authorities();

	private final Map<String, Life> lives = new ConcurrentHashMap<>();

	PeerConnections() {
		this(OutboundProxies.ENVIRONMENT);
	}

	PeerConnections(OutboundProxies proxies) {
		this.proxies = proxies;
	}

	/**
	 * Returns the client for a peer.
	 * @param peer the peer
	 * @param loop the caller's event loop
	 * @return a client whose connections live on that loop; the first one for TLS may
	 * come on another thread
	 */
	Mono<HttpClient> client(PeerConfiguration peer, EventLoop loop) {
		Life life = this.lives.get(peer.id());
		if (life == null || !life.peer.equals(peer)) {
			life = this.lives.compute(peer.id(), (id, before) -> succeed(before, peer));
		}
		LoopClients clients = life.clients;
		HttpClient known = clients.known(loop);
		if (known != null) {
			return Mono.just(known);
		}
		return way(peer).map((way) -> clients.on(loop, (key) -> way.http(loop, pool(peer.timeouts()))));
	}

	private static Life succeed(@Nullable Life before, PeerConfiguration peer) {
		if (before != null && before.peer.equals(peer)) {
			return before;
		}
		if (before != null) {
			before.clients.endSoon();
		}
		return new Life(peer, new LoopClients());
	}

	/**
	 * Finds the way to a peer.
	 * @param peer the peer
	 * @return the way; the first one for TLS may come on another thread
	 */
	Mono<OutboundWay> way(PeerConfiguration peer) {
		if (!Authorities.areNeeded(peer.proxy())) {
			return Mono.just(way(peer, null));
		}
		return this.authorities.of(peer.caFile()).map((context) -> way(peer, context));
	}

	private OutboundWay way(PeerConfiguration peer, @Nullable SslContext context) {
		return new OutboundWay(peer.proxy(), peer.timeouts(), connectTimeout(peer.timeouts()), this.proxies, context);
	}

	@Override
	public void close() {
		this.lives.values().forEach((life) -> life.clients.end());
		this.lives.clear();
	}

	static Duration connectTimeout(TimeoutConfiguration timeouts) {
		return timeouts.connect().equals(DEFAULT_CONNECT) ? LONGEST_CONNECT : timeouts.connect();
	}

	private static ConnectionProvider pool(TimeoutConfiguration timeouts) {
		// Servers like those of models close what is idle for five seconds.
		Duration idle = Duration.ofMillis(UpstreamConnections.IDLE_MILLIS);
		boolean shorter = !timeouts.idleConnection().isZero() && timeouts.idleConnection().compareTo(idle) < 0;
		return ConnectionProvider.builder("peer")
			.maxConnections(MAX_CONNECTIONS)
			.pendingAcquireMaxCount(MAX_CONNECTIONS)
			.lifo()
			.maxIdleTime(shorter ? timeouts.idleConnection() : idle)
			.evictInBackground(Duration.ofSeconds(1))
			.build();
	}

	/**
	 * The connections to a peer as it is configured.
	 *
	 * @param peer the peer
	 * @param clients a client for each event loop
	 */
	private record Life(PeerConfiguration peer, LoopClients clients) {
	}

}
