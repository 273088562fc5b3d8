package io.llamaswap.routing;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.llamaswap.config.TimeoutConfiguration;
import io.llamaswap.model.ModelId;
import io.llamaswap.upstream.Endpoint;
import io.llamaswap.upstream.OutboundProxies;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.SslProvider;
import reactor.netty.transport.AddressUtils;

/**
 * Connections to model servers: one pool for each life of a model and each event loop, so
 * that a connection of an ended life is never used again and bytes never change threads
 * on their way.
 */
final class UpstreamConnections implements AutoCloseable {

	/** llama-server closes idle connections after 5 s; ours have to be gone before. */
	static final long IDLE_MILLIS = 4000;

	/** How much earlier than a server announces ours are gone. */
	private static final long MARGIN_MILLIS = 1000;

	/** Far more than leases are granted; a bound all the same. */
	private static final int MAX_CONNECTIONS = 4096;

	private static final AttributeKey<Long> KEEP_ALIVE = AttributeKey.valueOf("llamaswap.keepAliveMillis");

	private final Map<ModelId, Life> lives = new ConcurrentHashMap<>();

	private final OutboundProxies proxies;

	UpstreamConnections() {
		this(OutboundProxies.of(System.getenv()));
	}

	UpstreamConnections(OutboundProxies proxies) {
		this.proxies = proxies;
	}

	/**
	 * Returns the client for a life of a model.
	 * @param model the model
	 * @param endpoint where this life is reached
	 * @param timeouts limits of its connections; those of the first call of a life count
	 * @param loop the caller's event loop
	 * @return a client whose connections live on that loop
	 */
	HttpClient client(ModelId model, Endpoint endpoint, TimeoutConfiguration timeouts, EventLoop loop) {
		Life life = this.lives.get(model);
		if (life == null || life.endpoint.incarnation() != endpoint.incarnation()) {
			life = this.lives.compute(model, (id, current) -> succeed(current, endpoint, timeouts));
		}
		HttpClient client = life.clients.get(loop);
		return (client != null) ? client : life.clients.computeIfAbsent(loop, life::connect);
	}

	/**
	 * Notes how long the server keeps this connection when nothing happens on it.
	 * @param headers headers of its answer
	 * @param channel the connection
	 */
	static void noteKeepAlive(HttpHeaders headers, Channel channel) {
		String value = headers.get("keep-alive");
		int index = (value != null) ? value.indexOf("timeout=") : -1;
		if (value == null || index < 0) {
			return;
		}
		long seconds = 0;
		for (int digit = index + 8; digit < value.length() && Character.isDigit(value.charAt(digit))
				&& seconds < 1000; digit++) {
			seconds = seconds * 10 + value.charAt(digit) - '0';
		}
		channel.attr(KEEP_ALIVE).set(Math.max(0, seconds * 1000 - MARGIN_MILLIS));
	}

	@Override
	public void close() {
		this.lives.values().forEach(Life::end);
		this.lives.clear();
	}

	private Life succeed(@Nullable Life current, Endpoint endpoint, TimeoutConfiguration timeouts) {
		if (current != null && current.endpoint.incarnation() >= endpoint.incarnation()) {
			return current;
		}
		if (current != null) {
			current.end();
		}
		return new Life(endpoint, timeouts, this.proxies);
	}

	private static boolean isStale(Connection connection, long idleMillis, Duration idle) {
		long most = idle.isZero() ? IDLE_MILLIS : Math.min(IDLE_MILLIS, idle.toMillis());
		Long limit = connection.channel().attr(KEEP_ALIVE).get();
		return idleMillis >= ((limit != null) ? Math.min(limit, most) : most);
	}

	/**
	 * The connections of one life.
	 */
	private static final class Life {

		private final Endpoint endpoint;

		private final TimeoutConfiguration timeouts;

		private final OutboundProxies proxies;

		private final Map<EventLoop, HttpClient> clients = new ConcurrentHashMap<>();

		Life(Endpoint endpoint, TimeoutConfiguration timeouts, OutboundProxies proxies) {
			this.endpoint = endpoint;
			this.proxies = proxies;
			this.timeouts = timeouts;
		}

		HttpClient connect(EventLoop loop) {
			URI base = this.endpoint.base();
			boolean secure = "https".equals(base.getScheme());
			int port = (base.getPort() >= 0) ? base.getPort() : (secure ? 443 : 80);
			HttpClient direct = HttpClient.create(pool())
				.runOn((preferNative) -> loop)
				.remoteAddress(() -> AddressUtils.createUnresolved(base.getHost(), port))
				.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(this.timeouts.connect().toMillis()))
				.option(ChannelOption.SO_KEEPALIVE, true)
				.option(ChannelOption.TCP_NODELAY, true)
				.followRedirect(false);
			HttpClient client = this.proxies.applyTo(direct, base);
			if (Epoll.isAvailable() && !this.timeouts.keepAlive().isZero()) {
				int seconds = Math.toIntExact(this.timeouts.keepAlive().toSeconds());
				client = client.option(EpollChannelOption.TCP_KEEPIDLE, seconds)
					.option(EpollChannelOption.TCP_KEEPINTVL, seconds);
			}
			return secure ? client.secure(this::secure) : client;
		}

		private void secure(SslProvider.SslContextSpec spec) {
			SslProvider.GenericSslContextSpec<?> context = Http11SslContextSpec.forClient();
			spec.sslContext(context).handshakeTimeout(this.timeouts.tlsHandshake());
		}

		void end() {
			this.clients.values().forEach((client) -> client.configuration().connectionProvider().dispose());
		}

		private ConnectionProvider pool() {
			return ConnectionProvider.builder("upstream")
				.maxConnections(MAX_CONNECTIONS)
				.pendingAcquireMaxCount(MAX_CONNECTIONS)
				.lifo()
				.evictionPredicate(
						(connection, use) -> isStale(connection, use.idleTime(), this.timeouts.idleConnection()))
				.evictInBackground(Duration.ofSeconds(1))
				.build();
		}

	}

}
