package io.llamaswap.routing;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

import io.llamaswap.test.Configurations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nobody gets an answer that another request is still owed.
 */
class InterimAnswersTests {

	private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n";

	private final DataPath path = new DataPath(Configurations.parse("models: {m: {cmd: 'x --port ${PORT}'}}"));

	@AfterEach
	void nothingIsLeftOver() {
		this.path.closeWhenQuiet();
	}

	// Behind anything but 100 the connection went to the next request, which got this
	// answer.
	@ParameterizedTest
	@ValueSource(strings = { "100 Continue\r\n\r\n", "102 Processing\r\n\r\n", "103 Early Hints\r\nLink: </a>\r\n\r\n",
			"103 Early Hints\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n", "199 Own\r\nContent-Length: 5\r\n\r\n" })
	void answerBehindThemGoesToWhoeverAsked(String interim) throws IOException {
		CountDownLatch served = new CountDownLatch(1);
		try (SocketUpstream upstream = new SocketUpstream((connection) -> {
			for (String request = connection.readRequest(); request != null; request = connection.readRequest()) {
				boolean first = request.contains("first");
				if (first) {
					connection.write("HTTP/1.1 " + interim);
					await(served);
				}
				connection.write(OK + (first ? "ONE" : "TWO"));
			}
		})) {
			this.path.lifecycle.serve("m", upstream.uri(), 1);
			try (DataPath.Client first = this.path.connect()) {
				first.write(DataPath.post("/v1/chat/completions", "{\"model\":\"m\",\"user\":\"first\"}"));
				upstream.awaitHeads(1);
				assertThat(ask()).endsWith("TWO");
				served.countDown();
				assertThat(first.readUntil("ONE")).startsWith("HTTP/1.1 200 ").doesNotContain("TWO", "HTTP/1.1 1");
			}
			assertThat(ask()).endsWith("TWO");
		}
	}

	@Test
	void protocolThatNobodyAskedForIsABrokenAnswer() throws IOException {
		try (SocketUpstream upstream = SocketUpstream.answering(
				"HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: upgrade\r\n\r\n" + OK + "ONE")) {
			this.path.lifecycle.serve("m", upstream.uri(), 1);
			for (int number = 1; number <= 3; number++) {
				assertThat(ask()).startsWith("HTTP/1.1 502 ");
				assertThat(upstream.connections).hasValue(number);
			}
		}
	}

	private String ask() throws IOException {
		return this.path.exchange(DataPath.post("/v1/chat/completions", "{\"model\":\"m\"}"));
	}

	private static void await(CountDownLatch latch) throws IOException {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

}
