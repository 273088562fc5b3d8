package io.llamaswap.routing;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.SSLException;

import io.llamaswap.config.PeerConfiguration;
import io.llamaswap.config.TimeoutConfiguration;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.SslProvider;
import reactor.netty.transport.AddressUtils;

/**
 * Connections to peers: one pool for each peer and event loop. Certificates are checked
 * as the JVM does, against its own list of authorities.
 */
final class PeerConnections implements AutoCloseable {

	/** A peer that takes longer to accept a connection is dead for whoever waits. */
	static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

	/** What {@code timeouts.connect} is where nothing is said. */
	private static final Duration DEFAULT_CONNECT = TimeoutConfiguration.OF_MODELS.connect();

	private static final int MAX_CONNECTIONS = 512;

	// Authorities are read from a file.
	private final Mono<SslContext> trust = Mono.fromCallable(PeerConnections::context)
		.subscribeOn(Schedulers.boundedElastic())
		.cache();

	private final Map<PeerConfiguration, Map<EventLoop, HttpClient>> clients = new ConcurrentHashMap<>();

	/**
	 * Returns the client for a peer.
	 * @param peer the peer
	 * @param loop the caller's event loop
	 * @return a client whose connections live on that loop; the first one for TLS may
	 * come on another thread
	 */
	Mono<HttpClient> client(PeerConfiguration peer, EventLoop loop) {
		Map<EventLoop, HttpClient> byLoop = this.clients.computeIfAbsent(peer, (key) -> new ConcurrentHashMap<>());
		HttpClient known = byLoop.get(loop);
		if (known != null) {
			return Mono.just(known);
		}
		if (!isSecure(peer)) {
			return Mono.fromSupplier(() -> byLoop.computeIfAbsent(loop, (key) -> connect(peer, loop)));
		}
		return this.trust.map((context) -> byLoop.computeIfAbsent(loop,
				(key) -> secure(connect(peer, loop), peer.timeouts(), context)));
	}

	private static boolean isSecure(PeerConfiguration peer) {
		return "https".equalsIgnoreCase(peer.proxy().getScheme());
	}

	@Override
	public void close() {
		this.clients.values()
			.forEach((loops) -> loops.values()
				.forEach((client) -> client.configuration().connectionProvider().dispose()));
		this.clients.clear();
	}

	private static HttpClient connect(PeerConfiguration peer, EventLoop loop) {
		URI base = peer.proxy();
		TimeoutConfiguration timeouts = peer.timeouts();
		int port = (base.getPort() >= 0) ? base.getPort() : (isSecure(peer) ? 443 : 80);
		HttpClient client = HttpClient.create(pool(timeouts))
			.runOn((preferNative) -> loop)
			.remoteAddress(() -> AddressUtils.createUnresolved(base.getHost(), port))
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(connectTimeout(timeouts).toMillis()))
			.option(ChannelOption.TCP_NODELAY, true)
			.followRedirect(false);
		if (!timeouts.keepAlive().isZero()) {
			int seconds = Math.toIntExact(Math.max(1, timeouts.keepAlive().toSeconds()));
			client = client.option(ChannelOption.SO_KEEPALIVE, true)
				.option(EpollChannelOption.TCP_KEEPIDLE, seconds)
				.option(EpollChannelOption.TCP_KEEPINTVL, seconds);
		}
		return client;
	}

	static Duration connectTimeout(TimeoutConfiguration timeouts) {
		return timeouts.connect().equals(DEFAULT_CONNECT) ? LONGEST_CONNECT : timeouts.connect();
	}

	private static HttpClient secure(HttpClient client, TimeoutConfiguration timeouts, SslContext context) {
		return client.secure((spec) -> {
			SslProvider.Builder handshake = spec.sslContext(context);
			if (!timeouts.tlsHandshake().isZero()) {
				handshake.handshakeTimeout(timeouts.tlsHandshake());
			}
		});
	}

	private static SslContext context() throws SSLException {
		return SslContextBuilder.forClient().endpointIdentificationAlgorithm("HTTPS").build();
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

}
