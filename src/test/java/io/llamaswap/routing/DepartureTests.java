package io.llamaswap.routing;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.llamaswap.test.Configurations;
import io.netty.channel.Channel;
import org.awaitility.Awaitility;
import org.awaitility.core.TerminalFailureException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that leave WebSockets, or while their model server takes nothing of what they
 * send, so that nothing of it is read: within a second nobody works for them any more.
 */
class DepartureTests {

	private static final Duration SOON = Duration.ofSeconds(5);

	private static final Duration AT_ONCE = Duration.ofSeconds(1);

	private static final int PIECE = 150_000;

	/** More than the system holds of it on the way. */
	private static final int MOST = 30 << 20;

	private final AtomicReference<@Nullable Channel> connection = new AtomicReference<>();

	private final DataPath path = DataPath.large(Configurations.parse("models: {m: {cmd: 'x --port ${PORT}'}}"),
			this.connection::set);

	private final CountDownLatch over = new CountDownLatch(1);

	@AfterEach
	void nothingIsLeftOver() {
		this.over.countDown();
		this.path.closeWhenQuiet();
	}

	@Test
	void duringAnUploadThatTheModelDoesNotTake() throws IOException {
		try (SocketUpstream server = serve("")) {
			try (DataPath.Client client = this.path.connect()) {
				client.write("POST /v1/completions HTTP/1.1\r\nHost: h\r\nContent-Length: " + MOST
						+ "\r\n\r\n{\"model\":\"m\",\"x\":\"");
				Awaitility.await().atMost(SOON).until(() -> server.heads.size() == 1);
				fill(client);
			}
			leaseIsBack();
		}
	}

	@Test
	void fromAWebSocketThatTheModelDoesNotRead() throws IOException {
		try (SocketUpstream server = serve(WebSocketTunnelTests.SWITCH)) {
			try (DataPath.Client client = this.path.connect()) {
				client.write(WebSocketTunnelTests.ask("/v1/realtime?model=m"));
				client.readUntil("\r\n\r\n");
				assertThat(server.heads).hasSize(1);
				fill(client);
			}
			leaseIsBack();
		}
	}

	@Test
	void fromAWebSocketWhoseModelLoads() throws IOException {
		this.path.lifecycle.hold();
		try (DataPath.Client client = this.path.connect()) {
			client.write(WebSocketTunnelTests.ask("/v1/realtime?model=m"));
			Awaitility.await().atMost(SOON).until(() -> this.path.lifecycle.requests.size() == 1);
		}
		Awaitility.await().atMost(AT_ONCE).until(() -> this.path.lifecycle.cancelled.get() == 1);
	}

	@Test
	void fromAWebSocketThatTheModelHasNotAccepted() throws IOException {
		try (SocketUpstream server = serve("")) {
			try (DataPath.Client client = this.path.connect()) {
				client.write(WebSocketTunnelTests.ask("/v1/realtime?model=m"));
				Awaitility.await().atMost(SOON).until(() -> server.heads.size() == 1);
			}
			leaseIsBack();
		}
	}

	private SocketUpstream serve(String answer) {
		SocketUpstream server = SocketUpstream.tight((connection) -> {
			connection.readHead();
			connection.write(answer);
			await(this.over);
		});
		this.path.lifecycle.serve("m", server.uri(), 1);
		return server;
	}

	// Until nothing is read any more, though there is something to read.
	private void fill(DataPath.Client client) throws IOException {
		Channel channel = Objects.requireNonNull(this.connection.get());
		int sent = 0;
		do {
			assertThat(sent).as("taken by the system").isLessThan(MOST);
			client.write("y".repeat(PIECE));
			sent += PIECE;
		}
		while (isRead(channel));
		client.write("y".repeat(2 * PIECE));
	}

	private static boolean isRead(Channel channel) {
		try {
			Awaitility.await()
				.pollInterval(Duration.ofMillis(10))
				.failFast(channel.config()::isAutoRead)
				.during(Duration.ofMillis(300))
				.until(() -> true);
			return false;
		}
		catch (TerminalFailureException ex) {
			return true;
		}
	}

	private void leaseIsBack() {
		assertThat(this.path.lifecycle.granted).hasValue(1);
		Awaitility.await().atMost(AT_ONCE).until(() -> this.path.lifecycle.open() == 0);
	}

	private static void await(CountDownLatch latch) throws IOException {
		try {
			assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

}
