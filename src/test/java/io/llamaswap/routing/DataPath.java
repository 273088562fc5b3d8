package io.llamaswap.routing;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.llamaswap.activity.Activity;
import io.llamaswap.config.Configuration;
import io.llamaswap.directory.ActiveProfile;
import io.llamaswap.directory.ModelDirectory;
import io.llamaswap.directory.PeerHealth;
import io.llamaswap.error.RequestId;
import io.llamaswap.model.Caller;
import io.llamaswap.upstream.OutboundProxies;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import org.awaitility.Awaitility;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

/**
 * The data path behind a bare server, without Spring.
 */
final class DataPath implements AutoCloseable {

	static final long BODY_LIMIT = 1 << 20;

	private static final Duration SOON = Duration.ofSeconds(5);

	final FakeLifecycle lifecycle = new FakeLifecycle();

	final Activity activity;

	final ByteBudget budget = new ByteBudget(BODY_LIMIT * 4);

	final ActiveProfile profile = new ActiveProfile();

	final PeerHealth peerHealth = new PeerHealth(InstantSource.system());

	final ModelDirectory directory;

	private final UpstreamConnections connections;

	private final RememberedProps props = new RememberedProps(this.lifecycle);

	private final RememberedPropsLifecycle following = new RememberedPropsLifecycle(this.props);

	private final PeerConnections peerConnections;

	private final DisposableServer server;

	DataPath(Configuration configuration) {
		this(configuration, OutboundProxies.of(Map.of()));
	}

	DataPath(Configuration configuration, OutboundProxies proxies) {
		this(configuration, proxies, ByteBufAllocator.DEFAULT);
	}

	DataPath(Configuration configuration, OutboundProxies proxies, ByteBufAllocator clients) {
		this(configuration, proxies, BODY_LIMIT, (server) -> server.childOption(ChannelOption.ALLOCATOR, clients));
	}

	DataPath(Configuration configuration, OutboundProxies proxies, long bodyLimit, UnaryOperator<HttpServer> options) {
		this.activity = new Activity(() -> 100, () -> configuration.activity().captureBytes());
		this.connections = new UpstreamConnections(proxies);
		this.peerConnections = new PeerConnections(proxies);
		this.directory = new ModelDirectory(() -> configuration, this.lifecycle::statuses, this.profile,
				this.peerHealth);
		BodyLimits limits = new BodyLimits(bodyLimit, BODY_LIMIT / 2, this.budget);
		ForwardingServices services = new ForwardingServices(this.directory, this.lifecycle, this.connections,
				new PeerAccess(this.peerConnections, this.peerHealth), limits, this.props, this.activity,
				new FeedbackPace(Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofMillis(2)));
		this.following.start();
		this.server = options.apply(HttpServer.create()).host("127.0.0.1").port(0).handle((request, response) -> {
			URI uri = URI.create(request.uri());
			// As RequestIdFilter has it.
			Optional.ofNullable(request.requestHeaders().get(RequestId.HEADER))
				.ifPresent((id) -> response.header(RequestId.HEADER, id));
			ModelRoute route = ModelRoute.find(request.method().name(), uri.getRawPath());
			return (route != null) ? new ModelExchange(services, request, response, uri, Caller.trusted("")).run(route)
					: response.sendNotFound();
		}).bindNow();
	}

	/**
	 * Makes one whose clients speak HTTP/2, without TLS, and may send much.
	 * @param configuration its models
	 * @return the data path
	 */
	static DataPath http2(Configuration configuration) {
		return new DataPath(configuration, OutboundProxies.of(Map.of()), 64 * BODY_LIMIT,
				(server) -> server.protocol(HttpProtocol.H2C));
	}

	/**
	 * Makes one whose bodies may be larger than what the system holds of them.
	 * @param configuration its models
	 * @param accepted told of each connection of a client
	 * @return the data path
	 */
	static DataPath large(Configuration configuration, Consumer<Channel> accepted) {
		return new DataPath(configuration, OutboundProxies.of(Map.of()), 64 * BODY_LIMIT,
				(server) -> server.doOnChannelInit((observer, channel, address) -> accepted.accept(channel)));
	}

	URI uri() {
		return URI.create("http://127.0.0.1:" + this.server.port());
	}

	Client connect() throws IOException {
		return new Client(this.server.port());
	}

	/**
	 * Sends one request and reads its whole answer.
	 * @param request the request; {@code Connection: close} is added
	 * @return head and body as received
	 */
	String exchange(String request) throws IOException {
		try (Client client = connect()) {
			client.write(request.replaceFirst("\r\n", "\r\nConnection: close\r\n"));
			return client.readAll();
		}
	}

	static String post(String path, String body) {
		return "POST " + path + " HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: "
				+ body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
	}

	static String get(String path) {
		return "GET " + path + " HTTP/1.1\r\nHost: here\r\n\r\n";
	}

	/**
	 * Waits until every lease has ended and every byte was given back, then closes. Fails
	 * if something is left over.
	 */
	void closeWhenQuiet() {
		Awaitility.await().atMost(SOON).until(() -> this.lifecycle.open() == 0);
		Awaitility.await().atMost(SOON).until(() -> this.budget.left() == BODY_LIMIT * 4);
		close();
	}

	@Override
	public void close() {
		this.server.disposeNow(Duration.ofSeconds(3));
		this.connections.close();
		this.following.stop();
		this.peerConnections.close();
		this.activity.close();
	}

	/**
	 * A client of plain sockets.
	 */
	static final class Client implements AutoCloseable {

		final Socket socket;

		Client(int port) throws IOException {
			this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
			this.socket.setSoTimeout(10_000);
			this.socket.setTcpNoDelay(true);
		}

		void write(String text) throws IOException {
			write(text.getBytes(StandardCharsets.UTF_8));
		}

		void write(byte[] bytes) throws IOException {
			this.socket.getOutputStream().write(bytes);
			this.socket.getOutputStream().flush();
		}

		String readAll() throws IOException {
			return new String(this.socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}

		/**
		 * Reads until a text has come.
		 * @param text the text
		 * @return everything read
		 */
		String readUntil(String text) throws IOException {
			StringBuilder all = new StringBuilder();
			InputStream in = this.socket.getInputStream();
			while (all.indexOf(text) < 0) {
				int next = in.read();
				if (next < 0) {
					throw new IOException("ended before \"" + text + "\": " + all);
				}
				all.append((char) next);
			}
			return all.toString();
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
