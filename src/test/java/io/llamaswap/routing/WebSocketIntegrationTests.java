package io.llamaswap.routing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.llamaswap.test.DemoProcess;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real client and a real server with the gateway between them.
 */
@SpringBootTest(classes = ForwardingFilterIntegrationTests.Application.class,
		webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=-1", "server.address=127.0.0.1" })
class WebSocketIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private final int port;

	private final FakeLifecycle lifecycle;

	WebSocketIntegrationTests(@LocalServerPort int port, @Autowired FakeLifecycle lifecycle) {
		this.port = port;
		this.lifecycle = lifecycle;
	}

	@Test
	void messagesPingsAndCloseCodesPass() throws Exception {
		try (DemoProcess demo = DemoProcess.start("m")) {
			this.lifecycle.serve("m", demo.uri(""), 1);
			Heard heard = new Heard();
			WebSocket socket = HttpClient.newHttpClient()
				.newWebSocketBuilder()
				.buildAsync(URI.create("ws://127.0.0.1:" + this.port + "/v1/realtime?model=m"), heard)
				.get(10, TimeUnit.SECONDS);
			assertThat(this.lifecycle.open()).isEqualTo(1);
			String large = "ü".repeat(200_000);
			socket.sendText("hello", true).get(10, TimeUnit.SECONDS);
			socket.sendPing(ByteBuffer.wrap("p".getBytes(StandardCharsets.UTF_8))).get(10, TimeUnit.SECONDS);
			socket.sendText(large, true).get(10, TimeUnit.SECONDS);
			socket.sendClose(4001, "bye").get(10, TimeUnit.SECONDS);
			assertThat(heard.closed.get(10, TimeUnit.SECONDS)).isEqualTo("4001 bye");
			assertThat(heard.all).containsExactly("hello", "pong p", large);
			Awaitility.await().atMost(SOON).until(() -> this.lifecycle.open() == 0);
		}
	}

	@Test
	void serverThatIsKilledEndsTheSocket() throws Exception {
		try (DemoProcess demo = DemoProcess.start("m")) {
			this.lifecycle.serve("m", demo.uri(""), 2);
			Heard heard = new Heard();
			HttpClient.newHttpClient()
				.newWebSocketBuilder()
				.buildAsync(URI.create("ws://127.0.0.1:" + this.port + "/upstream/m/any"), heard)
				.get(10, TimeUnit.SECONDS);
			demo.process().destroyForcibly();
			Awaitility.await().atMost(SOON).until(heard.closed::isDone);
			Awaitility.await().atMost(SOON).until(() -> this.lifecycle.open() == 0);
		}
	}

	/**
	 * What the client was told.
	 */
	private static final class Heard implements WebSocket.Listener {

		final List<String> all = new CopyOnWriteArrayList<>();

		final CompletableFuture<String> closed = new CompletableFuture<>();

		private final StringBuilder text = new StringBuilder();

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				this.all.add(this.text.toString());
				this.text.setLength(0);
			}
			socket.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
			this.all.add("pong " + StandardCharsets.UTF_8.decode(message));
			socket.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
			this.closed.complete(code + " " + reason);
			return null;
		}

		@Override
		public void onError(WebSocket socket, Throwable error) {
			this.closed.complete(error.toString());
		}

	}

}
