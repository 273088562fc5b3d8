package io.llamaswap.routing;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Map;

import io.llamaswap.test.Configurations;
import io.llamaswap.upstream.OutboundProxies;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Memory that is spent for a moment, at each place of an exchange where some is asked
 * for: the exchange ends, whatever becomes of it, and gives back its lease.
 */
class OutOfMemoryTests {

	private static final Duration SOON = Duration.ofSeconds(5);

	private static final int MOST = 200;

	private static final int EVENTS = 3;

	private static final String HEAD = String.join("\r\n", "HTTP/1.1 200 OK", "Transfer-Encoding: chunked",
			"Content-Type: text/event-stream", "", "");

	private static final String LAST_CHUNK = "\r\n0\r\n\r\n";

	private final FaultyAllocator memory = new FaultyAllocator();

	private final DataPath path = new DataPath(
			Configurations.parse("models: {m: {cmd: 'x --port ${PORT}', useModelName: longer-name}}"),
			OutboundProxies.of(Map.of()), this.memory);

	private final SocketUpstream upstream = new SocketUpstream((connection) -> {
		while (connection.readRequest() != null) {
			StringBuilder answer = new StringBuilder(HEAD);
			for (int count = 0; count < EVENTS; count++) {
				answer.append("9\r\ndata: 1\n\n\r\n");
			}
			connection.write(answer + LAST_CHUNK.substring(2));
		}
	});

	@AfterEach
	void nothingIsLeftOver() throws IOException {
		this.path.closeWhenQuiet();
		this.upstream.close();
	}

	@ParameterizedTest
	@EnumSource
	void everyExchangeEnds(Kind kind) throws IOException {
		this.path.lifecycle.serve("m", this.upstream.uri(), 1);
		boolean failed = true;
		int number = 0;
		while (failed) {
			number++;
			assertThat(number).isLessThan(MOST);
			this.memory.failAt(number);
			String answer = ask(kind.request);
			failed = this.memory.hasFailed();
			if (answer.startsWith("HTTP/1.1 200 ")) {
				// A stream that ends as it should has all of its pieces.
				assertThat(answer.endsWith(LAST_CHUNK)).as("finished, memory spent at %d: %s", number, answer)
					.isEqualTo(answer.split("data: 1\n\n", -1).length == EVENTS + 1);
			}
			else if (!answer.isEmpty()) {
				assertThat(answer).startsWith("HTTP/1.1 5");
			}
			Awaitility.await("lease after " + number).atMost(SOON).until(() -> this.path.lifecycle.open() == 0);
			Awaitility.await("budget after " + number)
				.atMost(SOON)
				.until(() -> this.path.budget.left() == DataPath.BODY_LIMIT * 4);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void errorUnderALeaseEndsTheExchange(boolean waited) throws IOException {
		this.path.lifecycle.serve("m", this.upstream.uri(), 1);
		this.memory.failAt(Integer.MAX_VALUE);
		this.path.lifecycle.spent.set(new OutOfMemoryError("as asked"));
		Sinks.Empty<Void> gate = waited ? this.path.lifecycle.hold() : Sinks.empty();
		try (DataPath.Client client = this.path.connect()) {
			client.write(Kind.SMALL.request);
			Awaitility.await().atMost(SOON).until(() -> this.path.lifecycle.requests.size() == 1);
			gate.tryEmitEmpty();
			assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 500 ");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void errorBeforeTheLeaseEndsTheExchange(boolean body) throws IOException {
		this.path.lifecycle.serve("m", this.upstream.uri(), 1);
		this.memory.failAt(Integer.MAX_VALUE);
		this.path.lifecycle.spentEarly.set(new OutOfMemoryError("as asked"));
		assertThat(ask(body ? Kind.SMALL.request : DataPath.get("/upstream/m/x"))).isEmpty();
	}

	private String ask(String request) throws IOException {
		try (DataPath.Client client = this.path.connect()) {
			String closing = request.replaceFirst("\r\n", "\r\nConnection: close\r\n");
			for (int from = 0; from < closing.length(); from += 1000) {
				client.write(closing.substring(from, Math.min(from + 1000, closing.length())));
			}
			return client.readAll();
		}
		catch (SocketException ex) {
			// Reset: the client sees that there is no answer.
			return "";
		}
	}

	/**
	 * What is asked.
	 */
	enum Kind {

		SMALL("{\"model\":\"m\"}"), LAST("{\"x\":\"" + "y".repeat(200_000) + "\",\"model\":\"m\"}"),
		FIRST("{\"model\":\"m\",\"x\":\"" + "y".repeat(200_000) + "\"}"),

		/** In pieces so small that they are gathered. */
		DRIPPING("{\"x\":\"" + "y".repeat(5_000) + "\",\"model\":\"m\"}");

		private final String request;

		Kind(String body) {
			this.request = DataPath.post("/v1/completions", body);
		}

	}

}
