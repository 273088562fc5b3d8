package io.llamaswap.routing;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.llamaswap.config.TimeoutConfiguration;
import io.llamaswap.model.ModelId;
import io.llamaswap.upstream.Authorities;
import io.llamaswap.upstream.Endpoint;
import io.llamaswap.upstream.OutboundProxies;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.ssl.SslContext;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

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

	private final Authorities authorities = new Authorities();

	/** The authorities of the JVM, as soon as they were read. */
	private volatile @Nullable SslContext trust;

	UpstreamConnections() {
		this(OutboundProxies.ENVIRONMENT);
	}

	UpstreamConnections(OutboundProxies proxies) {
		this.proxies = proxies;
	}

	/**
	 * Tells whether a server can be reached without waiting for {@link #prepare()}.
	 * @param endpoint where it is reached
	 * @return {@code false} if it speaks TLS, and none has been spoken yet
	 */
	boolean isPrepared(Endpoint endpoint) {
		return this.trust != null || !Authorities.areNeeded(endpoint.base());
	}

	/**
	 * Prepares TLS, beside the event loops: certificates are read from a file.
	 * @return completes on another thread, or fails
	 */
	Mono<Void> prepare() {
		return this.authorities.of("").doOnNext((context) -> this.trust = context).then();
	}

	/**
	 * Returns the client for a life of a model.
	 * @param model the model
	 * @param endpoint where this life is reached
	 * @param timeouts limits of its connections; when they are others than before, what
	 * is open is used to its end and no more
	 * @param loop the caller's event loop
	 * @return a client whose connections live on that loop
	 */
	HttpClient client(ModelId model, Endpoint endpoint, TimeoutConfiguration timeouts, EventLoop loop) {
		Life life = this.lives.get(model);
		if (life == null || !life.serves(endpoint, timeouts)) {
			life = this.lives.compute(model, (id, current) -> succeed(current, endpoint, timeouts));
		}
		return life.clients.on(loop, life.connect);
	}

	/**
	 * Returns the way to a life of a model.
	 * @param endpoint where it is reached
	 * @param timeouts limits of connections
	 * @return the way
	 */
	OutboundWay way(Endpoint endpoint, TimeoutConfiguration timeouts) {
		return new OutboundWay(endpoint.base(), timeouts, timeouts.connect(), this.proxies, this.trust);
	}

	/**
	 * Notes for how long a connection may be used again, if at all.
	 * @param answer what the server answered on it
	 * @param connection the connection
	 */
	static void note(HttpClientResponse answer, Connection connection) {
		if (isBodiless(answer)) {
			// A body all the same would be the beginning of the next answer, and it can
			// come at any time.
			connection.markPersistent(false);
		}
		noteKeepAlive(answer.responseHeaders(), connection.channel());
	}

	/**
	 * Tells whether an answer ends with its head, whatever its headers say.
	 * @param answer the answer
	 * @return {@code true} if it can have no body
	 */
	static boolean isBodiless(HttpClientResponse answer) {
		int status = answer.status().code();
		return status == 204 || status == 304 || HttpMethod.HEAD.equals(answer.method());
	}

	private static void noteKeepAlive(HttpHeaders headers, Channel channel) {
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
		this.lives.values().forEach((life) -> life.clients.end());
		this.lives.clear();
	}

	private Life succeed(@Nullable Life current, Endpoint endpoint, TimeoutConfiguration timeouts) {
		if (current != null
				&& (current.endpoint.incarnation() > endpoint.incarnation() || current.serves(endpoint, timeouts))) {
			return current;
		}
		if (current != null && current.endpoint.incarnation() == endpoint.incarnation()) {
			current.clients.endSoon();
		}
		else if (current != null) {
			current.clients.end();
		}
		return new Life(endpoint, timeouts);
	}

	// Also what Reactor Netty would look at without a rule of ours: it tries again only
	// once with another when it is given one that the server has closed.
	private static boolean isStale(Connection connection, long idleMillis, Duration idle) {
		if (!connection.channel().isActive() || !connection.isPersistent()) {
			return true;
		}
		long most = idle.isZero() ? IDLE_MILLIS : Math.min(IDLE_MILLIS, idle.toMillis());
		Long limit = connection.channel().attr(KEEP_ALIVE).get();
		return idleMillis >= ((limit != null) ? Math.min(limit, most) : most);
	}

	/**
	 * The connections of one life.
	 */
	private final class Life {

		private final Endpoint endpoint;

		private final TimeoutConfiguration timeouts;

		private final LoopClients clients = new LoopClients();

		private final Function<EventLoop, HttpClient> connect;

		Life(Endpoint endpoint, TimeoutConfiguration timeouts) {
			this.endpoint = endpoint;
			this.timeouts = timeouts;
			this.connect = (loop) -> way(endpoint, timeouts).http(loop, pool());
		}

		// Mostly the very same value, which costs no comparison.
		boolean serves(Endpoint next, TimeoutConfiguration limits) {
			return this.endpoint.incarnation() == next.incarnation() && this.timeouts.equals(limits);
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
