package io.llamaswap.routing;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.llamaswap.test.Configurations;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Streams, cuts, departures: what happens when one of three parties goes away.
 */
class ModelExchangeStreamTests {

	private static final Duration SOON = Duration.ofSeconds(5);

	private static final String CHAT = DataPath.post("/v1/chat/completions", "{\"model\":\"m\",\"stream\":true}");

	private static final String STREAM_HEAD = String.join("\r\n", "HTTP/1.1 200 OK", "Content-Type: text/event-stream",
			"Transfer-Encoding: chunked", "", "");

	private final DataPath path = new DataPath(Configurations.parse("""
			models:
			  m: {cmd: 'x --port ${PORT}'}
			  patient: {cmd: 'x --port ${PORT}', onDisconnect: drain}
			  bounded: {cmd: 'x --port ${PORT}', timeouts: {total: 1}}
			  hasty: {cmd: 'x --port ${PORT}', timeouts: {responseHeader: 1, connect: 1}}
			"""));

	private @Nullable SocketUpstream upstream;

	private long life;

	@AfterEach
	void nothingIsLeftOver() throws IOException {
		this.path.closeWhenQuiet();
		if (this.upstream != null) {
			this.upstream.close();
		}
	}

	@Test
	void eachEventIsPassedOnBeforeTheNextOneComes() throws Exception {
		CountDownLatch[] seen = { new CountDownLatch(1), new CountDownLatch(1), new CountDownLatch(1) };
		serve((connection) -> {
			connection.readRequest();
			connection.write(STREAM_HEAD);
			for (int index = 0; index < seen.length; index++) {
				await(seen[index]);
				connection.write(chunk("data: " + index + "\n\n"));
			}
			connection.write("0\r\n\r\n");
			connection.awaitEnd();
		});
		try (DataPath.Client client = this.path.connect()) {
			client.write(CHAT);
			assertThat(client.readUntil("\r\n\r\n")).containsIgnoringCase("x-accel-buffering: no\r\n");
			for (int index = 0; index < seen.length; index++) {
				seen[index].countDown();
				client.readUntil("data: " + index + "\n\n\r\n");
			}
			assertThat(client.readUntil("0\r\n\r\n")).isEqualTo("0\r\n\r\n");
			assertThat(this.path.lifecycle.open()).isZero();
		}
	}

	@Test
	void answerThatBreaksOffAnywhereNeverLooksFinished() throws IOException {
		String answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk("hello") + chunk("world")
				+ "0\r\n\r\n";
		for (int cut = 0; cut < answer.length(); cut++) {
			String part = answer.substring(0, cut);
			cutAfter(part);
			String seen = this.path.exchange(CHAT);
			if (seen.startsWith("HTTP/1.1 200")) {
				assertThat(seen).as("cut after %d", cut).doesNotEndWith("0\r\n\r\n");
			}
			else {
				assertThat(seen).as("cut after %d", cut).startsWith("HTTP/1.1 502").contains("llama-swap");
			}
			assertThat(this.upstream().heads).as("never asked again").hasSize(1);
		}
	}

	@Test
	void shortAnswerThatBreaksOffIsA502() throws IOException {
		String answer = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789";
		for (int cut = 0; cut < answer.length(); cut++) {
			cutAfter(answer.substring(0, cut));
			assertThat(this.path.exchange(CHAT)).as("cut after %d", cut)
				.startsWith("HTTP/1.1 502")
				.contains((cut < answer.indexOf("\r\n\r\n") + 4) ? "closed the connection before it had answered"
						: "broke off in the middle of its answer");
		}
	}

	// It was said to have closed the connection.
	@ParameterizedTest
	@ValueSource(strings = { "SSH-2.0-OpenSSH_9\r\n", "220 ready\r\n", "HTTP/1.1 abc\r\n\r\n",
			"HTTP/1.1 200 OK\r\nbad\u0001name: x\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
			"\u0015\u0003\u0003\n" })
	void serverThatSpeaksSomethingElseIsToldSo(String words) throws IOException {
		cutAfter(words);
		assertThat(this.path.exchange(CHAT)).startsWith("HTTP/1.1 502 ")
			.contains("model \\\"m\\\" answered with something that is not HTTP");
	}

	@Test
	void serverWithoutTlsWhereTlsIsWantedIsToldSo() throws IOException {
		serve((connection) -> {
			connection.in().read();
			connection.write("HTTP/1.1 400 Bad Request\r\n\r\n");
			connection.awaitEnd();
		});
		this.path.lifecycle.serve("m", URI.create("https://127.0.0.1:" + this.upstream().uri().getPort()), 1000);
		assertThat(this.path.exchange(CHAT)).startsWith("HTTP/1.1 502 ").contains("TLS could not be agreed");
	}

	@Test
	void shortAnswerThatIsSlowIsNotHeldBack() throws Exception {
		CountDownLatch[] seen = { new CountDownLatch(1), new CountDownLatch(1) };
		serve((connection) -> {
			connection.readRequest();
			connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nX-Up: 1\r\n\r\n01");
			await(seen[0]);
			connection.write("234");
			await(seen[1]);
			connection.write("56789");
			connection.awaitEnd();
		});
		try (DataPath.Client client = this.path.connect()) {
			client.write(CHAT);
			assertThat(client.readUntil("\r\n\r\n01")).startsWith("HTTP/1.1 200 ")
				.containsIgnoringCase("content-length: 10\r\n")
				.contains("X-Up: 1\r\n", "X-Llama-Swap-Model: m\r\n")
				.doesNotContainIgnoringCase("transfer-encoding");
			seen[0].countDown();
			client.readUntil("234");
			seen[1].countDown();
			client.readUntil("56789");
			assertThat(this.path.lifecycle.open()).isZero();
			client.write(DataPath.get("/unknown"));
			assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 404 ");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/event-stream", "application/json" })
	void answerThatEndsByClosingIsWholeIfItsServerLives(String type) throws IOException {
		String body = "data: {\"x\":1}\n\n";
		cutAfter("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n\r\n" + body);
		assertThat(this.path.exchange(CHAT)).contains(body).endsWith("\r\n0\r\n\r\n").doesNotContain("error");
		this.path.lifecycle.dead.set(true);
		cutAfter("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n\r\n" + body);
		String cut = this.path.exchange(CHAT);
		assertThat(cut).contains(body).doesNotEndWith("0\r\n\r\n");
		assertThat(cut.contains("event: error\ndata: {\"src\":\"llama-swap\"")).isEqualTo(type.startsWith("text"));
	}

	// Each took a quarter of a second.
	@Test
	void answerThatEndsByClosingEndsAtOnceIfItsServerSaysThatItLives() throws IOException {
		this.path.lifecycle.answers = Mono.just(true);
		long begin = System.nanoTime();
		for (int round = 0; round < 20; round++) {
			cutAfter("HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{}");
			assertThat(this.path.exchange(CHAT)).endsWith("\r\n0\r\n\r\n");
		}
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(ClosingEnd.PATIENCE.multipliedBy(20));
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/event-stream", "application/json" })
	void deathThatIsKnownAMomentLaterIsToldToClientsThatStay(String type) throws Exception {
		CountDownLatch seen = new CountDownLatch(1);
		serve((connection) -> {
			connection.readRequest();
			connection.write("HTTP/1.0 200 OK\r\nContent-Type: " + type + "\r\n\r\ndata: 1\n\n");
			await(seen);
		});
		try (DataPath.Client client = this.path.connect()) {
			client.write(CHAT);
			client.readUntil("data: 1\n\n");
			seen.countDown();
			Awaitility.await().atMost(SOON).until(() -> this.upstream().closed.get() == 1);
			this.path.lifecycle.dead.set(true);
			assertThat(client.readAll()).doesNotEndWith("0\r\n\r\n");
		}
	}

	@Test
	void streamThatSaidThatItIsDoneIsWholeWhateverBecameOfItsServer() throws IOException {
		this.path.lifecycle.dead.set(true);
		cutAfter("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\ndata: [DONE]\r\n\r\n");
		assertThat(this.path.exchange(CHAT)).contains("[DONE]").endsWith("\r\n0\r\n\r\n");
	}

	@Test
	void streamThatIsCancelledByAnAdministratorSaysSo() throws IOException {
		serve((connection) -> {
			connection.readRequest();
			connection.write(STREAM_HEAD + chunk("data: 1\n\n"));
			connection.awaitEnd();
		});
		try (DataPath.Client client = this.path.connect()) {
			client.write(CHAT);
			client.readUntil("data: 1\n\n");
			this.path.activity.inFlight().cancel(this.path.activity.inFlight().all().get(0).view().id());
			assertThat(client.readAll()).contains("event: error\ndata: ", "cancelled by an administrator")
				.doesNotEndWith("0\r\n\r\n");
		}
		Awaitility.await().atMost(SOON).until(() -> this.upstream().closed.get() == 1);
	}

	@Test
	void longAnswerThatBreaksOffIsShorterThanItSaid() throws IOException {
		cutAfter("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(50000));
		String seen = this.path.exchange(CHAT);
		assertThat(seen).startsWith("HTTP/1.1 200")
			.containsIgnoringCase("content-length: 100000\r\n")
			.hasSizeLessThan(60000);
	}

	@Test
	void eventsThatBreakOffEndWithAnErrorEvent() throws IOException {
		cutAfter(STREAM_HEAD + chunk("data: 1\n\n"));
		assertThat(this.path.exchange(CHAT)).contains("data: 1\n\n", "event: error\ndata: {\"src\":\"llama-swap\"")
			.doesNotContain("[DONE]")
			.doesNotEndWith("0\r\n\r\n");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			data: 1\\n\\n              | data: 1\\n\\n
			data: 1\\r\\n\\r\\n          | data: 1\\r\\n\\r\\n
			data: 1\\n                 | data: 1\\n\\n
			data: 1\\n\\ndata: {\"hal  | data: 1\\n\\ndata: {\"hal\\n\\n
			da                        | da\\n\\n
			""")
	void eventThatBreaksOffInItsMiddleIsEndedBeforeTheErrorEvent(String sent, String seen) throws IOException {
		cutAfter(STREAM_HEAD + chunk(sent.translateEscapes()));
		String answer = this.path.exchange(CHAT).replaceAll("\r\n[0-9a-f]+\r\n", "");
		assertThat(answer).contains(seen.translateEscapes() + "event: error\ndata: {").doesNotEndWith("0\r\n\r\n");
	}

	@Test
	void clientThatLeavesWhileWaitingLeavesTheQueue() throws IOException {
		serve((connection) -> connection.awaitEnd());
		this.path.lifecycle.hold();
		try (DataPath.Client client = this.path.connect()) {
			client.write(CHAT);
			Awaitility.await().atMost(SOON).until(() -> this.path.lifecycle.requests.size() == 1);
		}
		Awaitility.await().atMost(Duration.ofSeconds(1)).until(() -> this.path.lifecycle.cancelled.get() == 1);
		assertThat(this.upstream().connections).hasValue(0);
	}

	@Test
	void clientThatLeavesWithMostOfItsBodyUnreadLeavesTheQueue() throws IOException {
		serve((connection) -> connection.awaitEnd());
		this.path.lifecycle.hold();
		try (DataPath.Client client = this.path.connect()) {
			client.write(DataPath.post("/v1/completions", "{\"model\":\"m\",\"x\":\"" + "y".repeat(60_000) + "\"}")
				.substring(0, 50_000));
			Awaitility.await().atMost(SOON).until(() -> this.path.lifecycle.requests.size() == 1);
		}
		Awaitility.await().atMost(Duration.ofSeconds(2)).until(() -> this.path.lifecycle.cancelled.get() == 1);
	}

	@Test
	void clientThatLeavesBeforeTheFirstByteEndsTheGeneration() throws IOException {
		CountDownLatch ended = new CountDownLatch(1);
		serve((connection) -> {
			connection.readRequest();
			connection.awaitEnd();
			ended.countDown();
		});
		try (DataPath.Client client = this.path.connect()) {
			client.write(CHAT);
			Awaitility.await().atMost(SOON).until(() -> this.upstream().heads.size() == 1);
		}
		assertThat(await(ended, 1)).isTrue();
	}

	@Test
	void clientThatLeavesInMidStreamEndsTheGeneration() throws IOException {
		CountDownLatch ended = new CountDownLatch(1);
		serve((connection) -> {
			connection.readRequest();
			connection.write(STREAM_HEAD + chunk("data: 1\n\n"));
			connection.awaitEnd();
			ended.countDown();
		});
		try (DataPath.Client client = this.path.connect()) {
			client.write(CHAT);
			client.readUntil("data: 1");
		}
		assertThat(await(ended, 1)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void generationGoesOnForNobodyWhereAskedFor(boolean begun) throws IOException {
		CountDownLatch left = new CountDownLatch(1);
		AtomicLong written = new AtomicLong();
		serve((connection) -> {
			connection.readRequest();
			if (begun) {
				connection.write(STREAM_HEAD + chunk("data: 1\n\n"));
			}
			await(left);
			connection.write(begun ? "" : STREAM_HEAD);
			for (int index = 0; index < 100; index++) {
				connection.write(chunk("data: " + "x".repeat(10_000) + "\n\n"));
				written.incrementAndGet();
			}
			connection.write("0\r\n\r\n");
			connection.readRequest();
		});
		try (DataPath.Client client = this.path.connect()) {
			client.write(CHAT.replace("\"m\"", "\"patient\"").replace("Length: 27", "Length: 33"));
			if (begun) {
				client.readUntil("data: 1");
			}
			Awaitility.await().atMost(SOON).until(() -> this.upstream().heads.size() == 1);
		}
		Awaitility.await().during(Duration.ofMillis(300)).atMost(SOON).until(() -> this.path.lifecycle.open() == 1);
		left.countDown();
		Awaitility.await().atMost(SOON).until(() -> written.get() == 100);
		Awaitility.await().atMost(SOON).until(() -> this.path.lifecycle.open() == 0);
		assertThat(this.upstream().closed).hasValue(0);
	}

	// The model server was never read again, so the work never ended and kept its lease.
	@Test
	void generationGoesOnForNobodyAlsoWhenItsReaderWasSlow() throws IOException {
		AtomicLong written = new AtomicLong();
		serve((connection) -> {
			connection.readRequest();
			connection.write(STREAM_HEAD);
			String piece = chunk("data: " + "x".repeat(1 << 20) + "\n\n");
			for (int count = 0; count < 60; count++) {
				connection.write(piece);
				written.incrementAndGet();
			}
			connection.write("0\r\n\r\n");
			connection.readRequest();
		});
		try (DataPath.Client client = this.path.connect()) {
			client.write(CHAT.replace("\"m\"", "\"patient\"").replace("Length: 27", "Length: 33"));
			client.readUntil("xx");
			Awaitility.await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> written.get() < 20);
		}
		Awaitility.await().atMost(SOON).until(() -> written.get() == 60);
		Awaitility.await().atMost(SOON).until(() -> this.path.lifecycle.open() == 0);
	}

	@Test
	void serverThatDoesNotBeginInTimeIsA504() throws IOException {
		CountDownLatch ended = new CountDownLatch(1);
		serve((connection) -> {
			connection.readRequest();
			connection.awaitEnd();
			ended.countDown();
		});
		assertThat(this.path.exchange(CHAT.replace("\"m\"", "\"hasty\"").replace("Length: 27", "Length: 31")))
			.startsWith("HTTP/1.1 504 ")
			.contains("within 1 s");
		assertThat(await(ended, 1)).isTrue();
	}

	@Test
	void serverThatHasBegunMayTakeItsTime() throws IOException {
		serve((connection) -> {
			connection.readRequest();
			connection.write(STREAM_HEAD + chunk("data: 1\n\n"));
			await(new CountDownLatch(1), 2);
			connection.write("0\r\n\r\n");
		});
		assertThat(this.path.exchange(CHAT.replace("\"m\"", "\"hasty\"").replace("Length: 27", "Length: 31")))
			.endsWith("\r\n0\r\n\r\n");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void answerThatTakesLongerThanItMayIsEnded(boolean begun) throws IOException {
		CountDownLatch ended = new CountDownLatch(1);
		serve((connection) -> {
			connection.readRequest();
			if (begun) {
				connection.write(STREAM_HEAD + chunk("data: 1\n\n"));
			}
			connection.awaitEnd();
			ended.countDown();
		});
		String answer = this.path.exchange(CHAT.replace("\"m\"", "\"bounded\"").replace("Length: 27", "Length: 33"));
		if (begun) {
			assertThat(answer).contains("data: 1").doesNotEndWith("0\r\n\r\n");
		}
		else {
			assertThat(answer).startsWith("HTTP/1.1 504 ").contains("did not complete its answer within 1 s");
		}
		assertThat(await(ended, 1)).isTrue();
	}

	@Test
	void slowReaderHoldsTheServerBackAndCanStillLeave() throws IOException {
		AtomicLong written = new AtomicLong();
		CountDownLatch ended = new CountDownLatch(1);
		serve((connection) -> {
			connection.readRequest();
			connection.write("HTTP/1.1 200 OK\r\n\r\n");
			String megabyte = "x".repeat(1 << 20);
			try {
				for (int count = 0; count < 200; count++) {
					connection.write(megabyte);
					written.incrementAndGet();
				}
			}
			finally {
				ended.countDown();
			}
		});
		try (DataPath.Client client = this.path.connect()) {
			client.write(CHAT);
			client.readUntil("xx");
			Awaitility.await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> written.get() < 20);
			client.socket.getInputStream().skipNBytes(30 << 20);
			Awaitility.await().atMost(SOON).until(() -> written.get() > 25);
			assertThat(written.get()).isLessThan(60);
		}
		assertThat(await(ended, 1)).isTrue();
	}

	@Test
	void connectionThatTheServerClosesIsReplaced() throws IOException {
		serve((connection) -> {
			connection.readRequest();
			connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
		});
		for (int round = 0; round < 5; round++) {
			int before = round;
			assertThat(this.path.exchange(CHAT)).endsWith("ok");
			Awaitility.await().atMost(SOON).until(() -> this.upstream().closed.get() > before);
		}
		assertThat(this.upstream().heads).hasSize(5);
	}

	@Test
	void requestThatTheServerMayHaveSeenIsNeverSentTwice() throws IOException {
		serve((connection) -> {
			connection.readRequest();
			connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
			connection.readRequest();
			connection.reset();
		});
		try (DataPath.Client client = this.path.connect()) {
			client.write(CHAT);
			client.readUntil("\r\n\r\nok");
			client.write(CHAT);
			assertThat(client.readUntil("\r\n\r\n{")).startsWith("HTTP/1.1 502");
		}
		assertThat(this.upstream().heads).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2 })
	void leaseThatWasWaitedForIsUsedOnTheClientsLoop(long rounds) throws IOException {
		serve((connection) -> {
			while (connection.readRequest() != null) {
				connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
			}
		});
		for (long round = 0; round < rounds; round++) {
			Sinks.Empty<Void> gate = this.path.lifecycle.hold();
			try (DataPath.Client client = this.path.connect()) {
				long expected = round + 1;
				client.write(CHAT);
				Awaitility.await().atMost(SOON).until(() -> this.path.lifecycle.requests.size() == expected);
				gate.tryEmitEmpty();
				assertThat(client.readUntil("\r\n\r\nok")).startsWith("HTTP/1.1 200");
			}
		}
	}

	private SocketUpstream upstream() {
		return Objects.requireNonNull(this.upstream);
	}

	private void cutAfter(String part) throws IOException {
		serve((connection) -> {
			connection.readRequest();
			connection.write(part);
		});
	}

	private void serve(SocketUpstream.Script script) throws IOException {
		if (this.upstream != null) {
			this.upstream.close();
		}
		this.upstream = new SocketUpstream(script);
		this.life++;
		for (String model : List.of("m", "patient", "hasty", "bounded")) {
			this.path.lifecycle.serve(model, this.upstream.uri(), this.life);
		}
	}

	private static String chunk(String text) {
		return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
	}

	private static void await(CountDownLatch latch) throws IOException {
		if (!await(latch, 10)) {
			throw new IOException("the client never got that far");
		}
	}

	private static boolean await(CountDownLatch latch, int seconds) throws IOException {
		try {
			return latch.await(seconds, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

}
