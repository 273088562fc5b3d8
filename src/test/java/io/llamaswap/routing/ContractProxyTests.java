package io.llamaswap.routing;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.llamaswap.test.Configurations;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rows of contract 3.7, one named test each, for a local model and for a peer's.
 * Websockets have tests of their own, and so has what pages of other sites are told.
 */
class ContractProxyTests {

	private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

	private SocketUpstream upstream = SocketUpstream.answering(OK);

	private @Nullable DataPath path;

	@AfterEach
	void stop() throws IOException {
		path().closeWhenQuiet();
		this.upstream.close();
	}

	@ParameterizedTest(name = "base {0} and {1} make {2}")
	@CsvSource({ "'', /upstream/m/x?a=1, /x?a=1", "/, /upstream/m/x, /x", "/base, /upstream/m/x, /base/x",
			"/base/, /upstream/m/, /base/", "/b?k=v, /upstream/m/x?a=%20, /b/x?k=v&a=%20",
			"/b?k=v, /upstream/m/x, /b/x?k=v", "/base, /v1/audio/voices?model=m, /base/v1/audio/voices?model=m",
			"'', /upstream/box/m/x?a=1, /x?a=1", "/, /upstream/box/m/x, /x", "/base/, /upstream/box/m/, /base/",
			"/base, /v1/audio/voices?model=box%2Fm, /base/v1/audio/voices?model=m" })
	void urlIsJoinedByOneSlashAndQueriesAreJoined(String base, String target, String seen) throws IOException {
		serve(this.upstream, base);
		path().exchange(DataPath.get(target));
		assertThat(this.upstream.heads.remove()).startsWith("GET " + seen + " HTTP/1.1\r\n");
	}

	@Test
	void hostOfTheClientIsKeptAndItsAddressAppended() throws IOException {
		serve(this.upstream, "");
		path().exchange(chat("m").replaceFirst("\r\n", "\r\nX-Forwarded-For: 10.0.0.1\r\n"));
		assertThat(this.upstream.heads.remove()).contains("Host: here\r\n")
			.containsIgnoringCase("\r\nx-forwarded-for: 10.0.0.1, 127.0.0.1\r\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "m", "box/m" })
	void hopByHopHeadersAreRemovedOnBothWays(String model) throws IOException {
		serve(SocketUpstream.answering(OK.replaceFirst("\r\n", "\r\nConnection: X-Hop\r\nX-Hop: 1\r\nX-End: 2\r\n")),
				"");
		String answer = path().exchange(DataPath.get("/upstream/" + model + "/x")
			.replaceFirst("\r\n",
					"\r\nTE: trailers\r\nKeep-Alive: 5\r\nProxy-Connection: a\r\nUpgrade: h2c\r\nX-Mine: 1\r\n"));
		assertThat(answer).contains("X-End: 2\r\n").doesNotContainIgnoringCase("x-hop");
		assertThat(this.upstream.heads.remove()).contains("X-Mine: 1\r\n")
			.doesNotContainIgnoringCase("\r\nte:")
			.doesNotContainIgnoringCase("keep-alive:")
			.doesNotContainIgnoringCase("proxy-connection")
			.doesNotContainIgnoringCase("upgrade");
	}

	@ParameterizedTest
	@ValueSource(strings = { "m", "box/m" })
	void redirectsArePassedOnAndNotFollowed(String model) throws IOException {
		serve(SocketUpstream.answering("HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n"), "");
		assertThat(path().exchange(chat(model))).startsWith("HTTP/1.1 302 ")
			.containsIgnoringCase("\r\nlocation: /login\r\n");
		assertThat(path().exchange(DataPath.get("/upstream/" + model + "/x")))
			.containsIgnoringCase("\r\nlocation: /upstream/" + model + "/login\r\n");
		assertThat(this.upstream.heads).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "m", "box/m" })
	void eachEventIsFlushedAndProxiesAreAskedNotToBuffer(String model) throws Exception {
		CountDownLatch seen = new CountDownLatch(1);
		serve(new SocketUpstream((connection) -> {
			connection.readRequest();
			connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
			await(seen);
			connection.write("data: 2\n\n");
		}), "");
		try (DataPath.Client client = path().connect()) {
			client.write(chat(model));
			assertThat(client.readUntil("data: 1\n\n")).containsIgnoringCase("\r\nx-accel-buffering: no\r\n");
			seen.countDown();
			client.readUntil("data: 2\n\n");
		}
	}

	@ParameterizedTest
	@CsvSource({ "renamed, a-longer-name", "box/m, m" })
	void lengthFitsTheEditedBody(String model, String name) throws IOException {
		serve(this.upstream, "");
		path().exchange(chat(model));
		assertThat(this.upstream.heads.remove())
			.containsIgnoringCase("\r\ncontent-length: " + ("{\"model\":\"\"}".length() + name.length()) + "\r\n")
			.doesNotContainIgnoringCase("transfer-encoding");
	}

	@ParameterizedTest
	@ValueSource(strings = { "m", "box/m" })
	void acceptedEncodingsAreNotRewritten(String model) throws IOException {
		serve(this.upstream, "");
		path().exchange(chat(model).replaceFirst("\r\n", "\r\nAccept-Encoding: br, zstd;q=0.5\r\n"));
		path().exchange(chat(model));
		assertThat(this.upstream.heads.remove()).contains("Accept-Encoding: br, zstd;q=0.5\r\n");
		assertThat(this.upstream.heads.remove()).as("none is added").doesNotContainIgnoringCase("accept-encoding");
	}

	@ParameterizedTest
	@ValueSource(strings = { "m", "box/m" })
	void clientThatLeavesCancelsTheRequestWithinASecond(String model) throws IOException {
		serve(new SocketUpstream((connection) -> {
			connection.readRequest();
			connection.awaitEnd();
		}), "");
		try (DataPath.Client client = path().connect()) {
			client.write(chat(model));
			Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> this.upstream.heads.size() == 1);
		}
		Awaitility.await().atMost(Duration.ofSeconds(1)).until(() -> this.upstream.closed.get() == 1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "m", "box/m" })
	void serverThatDropsMidBodyNeverLooksFinished(String model) throws IOException {
		serve(new SocketUpstream((connection) -> {
			connection.readRequest();
			connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
		}), "");
		assertThat(path().exchange(chat(model))).endsWith("\r\n3\r\nabc\r\n");
	}

	private void serve(SocketUpstream server, String base) throws IOException {
		if (server != this.upstream) {
			this.upstream.close();
			this.upstream = server;
		}
		DataPath begun = new DataPath(Configurations.parse("""
				models:
				  m: {cmd: 'x ${PORT}'}
				  renamed: {cmd: 'x ${PORT}', useModelName: a-longer-name}
				peers:
				  box: {proxy: '%s', models: [m]}
				""".formatted(server.uri() + base)));
		begun.lifecycle.serve("m", URI.create(server.uri() + base), 1);
		begun.lifecycle.serve("renamed", server.uri(), 1);
		this.path = begun;
	}

	private DataPath path() {
		return Objects.requireNonNull(this.path, "serve() comes first");
	}

	private static String chat(String model) {
		return DataPath.post("/v1/chat/completions", "{\"model\":\"" + model + "\"}");
	}

	private static void await(CountDownLatch latch) throws IOException {
		try {
			if (!latch.await(10, TimeUnit.SECONDS)) {
				throw new IOException("nobody saw the first event");
			}
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

}
