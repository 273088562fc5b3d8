package io.llamaswap.routing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

import io.llamaswap.lifecycle.Refusal;
import io.llamaswap.model.ModelFailure;
import io.llamaswap.test.Configurations;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class WebSocketTunnelTests {

	private static final Duration SOON = Duration.ofSeconds(5);

	static final String SWITCH = String.join("\r\n", "HTTP/1.1 101 Switching Protocols", "Upgrade: websocket",
			"Connection: Upgrade", "Sec-WebSocket-Accept: x", "Sec-WebSocket-Protocol: realtime", "", "");

	private final DataPath path = new DataPath(Configurations.parse("""
			models:
			  m: {cmd: 'x ${PORT}'}
			  ignoring: {cmd: 'x ${PORT}', compat: {ignoreWebsockets: true}}
			  hasty: {cmd: 'x ${PORT}', timeouts: {responseHeader: 1}}
			  bounded: {cmd: 'x ${PORT}', timeouts: {responseHeader: 1, total: 1}}
			"""));

	private SocketUpstream upstream = serve(new SocketUpstream((connection) -> {
		connection.readHead();
		connection.write(SWITCH + "early");
		byte[] buffer = new byte[8192];
		for (int count = connection.in().read(buffer); count >= 0; count = connection.in().read(buffer)) {
			connection.write(Arrays.copyOf(buffer, count));
		}
	}));

	@AfterEach
	void everyLeaseHasEnded() throws IOException {
		this.path.closeWhenQuiet();
		this.upstream.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/realtime?model=m", "/upstream/m/v1/realtime?model=m", "/ws?model=m" })
	void bytesGoBothWaysAsTheyCome(String target) throws IOException {
		byte[] sent = new byte[300_000];
		new Random(4).nextBytes(sent);
		try (DataPath.Client client = this.path.connect()) {
			client.write(ask(target));
			assertThat(client.readUntil("early")).startsWith("HTTP/1.1 101 Switching Protocols\r\n")
				.containsIgnoringCase("\r\nsec-websocket-protocol: realtime\r\n")
				.containsIgnoringCase("\r\nx-request-id: asked\r\n")
				.containsIgnoringCase("\r\nconnection: upgrade\r\n")
				.containsIgnoringCase("\r\nupgrade: websocket\r\n");
			assertThat(this.path.lifecycle.open()).isEqualTo(1);
			Thread writer = new Thread(() -> writeAll(client, sent));
			writer.start();
			assertThat(client.socket.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
		}
		assertThat(this.upstream.heads.remove())
			.startsWith("GET " + target.replace("/upstream/m", "") + " HTTP/1.1\r\n")
			.containsIgnoringCase("\r\nupgrade: websocket\r\n")
			.contains("Sec-WebSocket-Protocol: realtime\r\n", "Host: here\r\n")
			.doesNotContain("secret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/realtime?model=box%2Fgpt", "/upstream/box/gpt/v1/realtime?model=gpt" })
	void peersAreReachedUnderTheirOwnNames(String target) throws IOException {
		try (DataPath other = new DataPath(
				Configurations.parse("peers: {box: {proxy: '" + this.upstream.uri() + "/base', models: [gpt]}}"));
				DataPath.Client client = other.connect()) {
			client.write(ask(target));
			assertThat(client.readUntil("early")).startsWith("HTTP/1.1 101 Switching Protocols\r\n");
			client.write("hello");
			assertThat(client.readUntil("hello")).endsWith("hello");
		}
		assertThat(this.upstream.heads.remove()).startsWith("GET /base/v1/realtime?model=gpt HTTP/1.1\r\n")
			.containsIgnoringCase("\r\nhost: " + this.upstream.uri().getAuthority() + "\r\n")
			.doesNotContainIgnoringCase("forwarded")
			.doesNotContain("secret");
	}

	// The client was answered with a status of 999.
	@Test
	void serverThatSpeaksSomethingElseIsA502() throws IOException {
		replace(new SocketUpstream((connection) -> {
			connection.readHead();
			connection.write("SSH-2.0-OpenSSH_9\r\n\r\n");
		}));
		assertThat(this.path.exchange(ask("/v1/realtime?model=m"))).startsWith("HTTP/1.1 502 ")
			.contains("answered with something that is not HTTP");
	}

	// The tunnel waited for ever, and held its lease.
	@ParameterizedTest
	@ValueSource(strings = { "hasty", "bounded" })
	void serverThatDoesNotSwitchInTimeIsA504(String model) throws IOException {
		replace(new SocketUpstream((connection) -> {
			connection.readHead();
			connection.awaitEnd();
		}));
		assertThat(this.path.exchange(ask("/v1/realtime?model=" + model))).startsWith("HTTP/1.1 504 ")
			.contains("within 1 s");
		Awaitility.await().atMost(SOON).until(() -> this.upstream.closed.get() == 1);
	}

	@Test
	void tunnelThatStandsMayLiveLongerThanAnAnswer() throws IOException {
		try (DataPath.Client client = this.path.connect()) {
			client.write(ask("/v1/realtime?model=bounded"));
			client.readUntil("early");
			Awaitility.await()
				.during(Duration.ofMillis(1500))
				.atMost(SOON)
				.until(() -> this.path.lifecycle.open() == 1);
			client.write("hello");
			assertThat(client.readUntil("hello")).endsWith("hello");
		}
	}

	@Test
	void clientThatLeavesEndsTheServersSide() throws IOException {
		try (DataPath.Client client = this.path.connect()) {
			client.write(ask("/v1/realtime?model=m"));
			client.readUntil("early");
		}
		Awaitility.await().atMost(Duration.ofSeconds(1)).until(() -> this.upstream.closed.get() == 1);
	}

	@Test
	void serverThatClosesEndsTheClientsSideAfterItsLastBytes() throws IOException {
		replace(new SocketUpstream((connection) -> {
			connection.readHead();
			connection.write(SWITCH);
			connection.write("last words");
		}));
		try (DataPath.Client client = this.path.connect()) {
			client.write(ask("/v1/realtime?model=m"));
			assertThat(client.readAll()).startsWith("HTTP/1.1 101 ").endsWith("\r\n\r\nlast words");
		}
	}

	@Test
	void slowClientHoldsTheServerBack() throws IOException {
		AtomicLong written = new AtomicLong();
		byte[] piece = new byte[64 * 1024];
		long all = 64L << 20;
		replace(new SocketUpstream((connection) -> {
			connection.readHead();
			connection.write(SWITCH);
			while (written.get() < all) {
				connection.write(piece);
				written.addAndGet(piece.length);
			}
		}));
		try (DataPath.Client client = this.path.connect()) {
			client.write(ask("/v1/realtime?model=m"));
			client.readUntil("\r\n\r\n");
			Awaitility.await()
				.pollInterval(Duration.ofMillis(200))
				.atMost(SOON)
				.until(written::get, new Stalled()::isReached);
			assertThat(written.get()).isLessThan(all / 2);
			InputStream in = client.socket.getInputStream();
			long read = 0;
			for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
				read += count;
			}
			assertThat(read).isEqualTo(all);
		}
	}

	@Test
	void serverThatDoesNotSwitchIsQuoted() throws IOException {
		replace(SocketUpstream.answering("HTTP/1.1 426 Upgrade Required\r\nX-A: 1\r\nContent-Length: 3\r\n\r\nno!"));
		assertThat(this.path.exchange(ask("/v1/realtime?model=m").replace("Connection: Upgrade\r\n", "")
			.replaceFirst("\r\n", "\r\nConnection: Upgrade\r\n"))).startsWith("HTTP/1.1 426 ")
			.contains("X-A: 1\r\n")
			.endsWith("\r\n\r\nno!");
	}

	@Test
	void serverThatDiesInsteadOfSwitchingIsABadGateway() throws IOException {
		replace(new SocketUpstream(SocketUpstream.Peer::readHead));
		try (DataPath.Client client = this.path.connect()) {
			client.write(ask("/v1/realtime?model=m"));
			assertThat(client.readUntil("}}")).startsWith("HTTP/1.1 502 ").contains("closed the connection");
		}
	}

	@Test
	void modelThatFailsToLoadIsAnsweredAsHttp() throws IOException {
		ModelFailure failure = new ModelFailure(ModelFailure.Kind.EXITED_WHILE_LOADING, "it ended", 1, List.of(),
				Instant.EPOCH);
		this.path.lifecycle.refuse("m", new Refusal(Refusal.Reason.START_FAILED, "exit code 1", null, failure));
		try (DataPath.Client client = this.path.connect()) {
			client.write(ask("/v1/realtime?model=m"));
			assertThat(client.readUntil("}}")).startsWith("HTTP/1.1 502 ").contains("exit code 1");
		}
	}

	@Test
	void ignoredWebsocketsNeitherLoadNorCount() throws IOException {
		try (DataPath.Client client = this.path.connect()) {
			client.write(ask("/upstream/ignoring/"));
			client.readUntil("early");
			Awaitility.await().atMost(SOON).until(() -> this.path.lifecycle.open() == 0);
			client.write("still there");
			assertThat(client.readUntil("there")).isEqualTo("still there");
		}
		this.path.lifecycle.unload("ignoring");
		try (DataPath.Client client = this.path.connect()) {
			client.write(ask("/upstream/ignoring/"));
			assertThat(client.readUntil("}}")).startsWith("HTTP/1.1 409 ")
				.contains("model ignoring is not loaded; ignored websocket requests cannot start it");
		}
	}

	@Test
	void otherUpgradesAreNotPassedOn() throws IOException {
		replace(SocketUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
		assertThat(this.path.exchange(DataPath.get("/upstream/m/").replace("\r\n\r\n", "\r\nUpgrade: h2c\r\n\r\n")))
			.startsWith("HTTP/1.1 200 ");
		assertThat(this.upstream.heads.remove()).doesNotContainIgnoringCase("upgrade");
	}

	private SocketUpstream serve(SocketUpstream server) {
		this.path.lifecycle.serve("m", server.uri(), 1);
		this.path.lifecycle.serve("ignoring", server.uri(), 1);
		this.path.lifecycle.serve("hasty", server.uri(), 1);
		this.path.lifecycle.serve("bounded", server.uri(), 1);
		return server;
	}

	private void replace(SocketUpstream server) throws IOException {
		this.upstream.close();
		this.upstream = serve(server);
	}

	static String ask(String target) {
		return String.join("\r\n", "GET " + target + " HTTP/1.1", "Host: here", "Connection: Upgrade",
				"Upgrade: websocket", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13",
				"Sec-WebSocket-Protocol: realtime", "Authorization: Bearer secret", "X-Request-Id: asked", "", "");
	}

	private static void writeAll(DataPath.Client client, byte[] bytes) {
		try {
			client.write(bytes);
		}
		catch (IOException ex) {
			throw new IllegalStateException(new String(bytes, 0, 1, StandardCharsets.ISO_8859_1), ex);
		}
	}

	/**
	 * Tells whether a number has stopped growing between two looks.
	 */
	static final class Stalled {

		private long last = -1;

		boolean isReached(long now) {
			boolean stalled = now > 0 && now == this.last;
			this.last = now;
			return stalled;
		}

	}

}
