package io.llamaswap.routing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.llamaswap.test.Configurations;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Request bodies on their way, over real sockets.
 */
class RequestBodyTests {

	private static final Duration SOON = Duration.ofSeconds(5);

	private static final int LOOK_AHEAD = (int) (DataPath.BODY_LIMIT / 2);

	private static final String COMPLETIONS = "/v1/completions";

	private final DataPath path = new DataPath(
			Configurations.parse("models: {m: {cmd: 'x --port ${PORT}', useModelName: longer-name}}"));

	private final Queue<String> bodies = new ConcurrentLinkedQueue<>();

	private final Queue<String> failures = new ConcurrentLinkedQueue<>();

	private final SocketUpstream upstream = new SocketUpstream((connection) -> {
		for (String head = connection.readHead(); head != null; head = connection.readHead()) {
			try {
				this.bodies.add(new String(connection.readBody(head), StandardCharsets.UTF_8));
			}
			catch (IOException ex) {
				this.failures.add(String.valueOf(ex.getMessage()));
				throw ex;
			}
			connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
		}
	});

	RequestBodyTests() {
		this.path.lifecycle.serve("m", this.upstream.uri(), 1);
	}

	@AfterEach
	void nothingIsLeftOver() throws IOException {
		this.path.closeWhenQuiet();
		this.upstream.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 5000, 8192, 100_000, 400_000 })
	void modelMayStandFirstOrLastInBodiesOfAnySize(int size) throws IOException {
		String filler = "\"x\":\"" + "ü\\\"".repeat(size / 4) + "\"";
		for (String body : new String[] { "{\"model\":\"m\"," + filler + "}", "{" + filler + ",\"model\":\"m\"}" }) {
			assertThat(this.path.exchange(DataPath.post(COMPLETIONS, body))).endsWith("ok");
			assertThat(this.bodies.remove()).isEqualTo(body.replace("\"m\"", "\"longer-name\""));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 7, 1000 })
	void chunkedBodiesArriveWhole(int size) throws IOException {
		String body = "{\"x\":\"" + "y".repeat(3000) + "\",\"model\":\"m\",\"z\":\"" + "y".repeat(3000) + "\"}";
		assertThat(this.path.exchange(chunked(body, size, "0\r\n\r\n"))).endsWith("ok");
		assertThat(this.bodies.remove()).isEqualTo(body.replace("\"m\"", "\"longer-name\""));
	}

	@Test
	void bodyOverTheLimitIsRefusedFromItsLength() throws IOException {
		String head = "POST /v1/completions HTTP/1.1\r\nHost: h\r\nContent-Length: " + (DataPath.BODY_LIMIT + 1)
				+ "\r\n\r\n";
		assertThat(this.path.exchange(head)).startsWith("HTTP/1.1 413 ").contains("too large");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Encoding: gzip\r\n", "Content-Encoding: gzip\r\nConnection: close\r\n" })
	void refusalComesAtOnceAndTheRestIsReadBehindIt(String headers) throws IOException {
		String request = DataPath.post(COMPLETIONS, "x".repeat(900_000));
		try (DataPath.Client client = this.path.connect()) {
			client.socket.setSoTimeout(2000);
			client.write(request.substring(0, 3000).replace("Host:", headers + "Host:"));
			String head = client.readUntil("\r\n\r\n");
			assertThat(head).startsWith("HTTP/1.1 415 ");
			int length = Integer.parseInt(head.replaceFirst("(?is).*content-length: (\\d+).*", "$1"));
			assertThat(client.socket.getInputStream().readNBytes(length)).hasSize(length);
			client.write(request.substring(3000));
			if (headers.contains("close")) {
				assertThat(client.readAll()).isEmpty();
			}
			else {
				client.write(DataPath.post(COMPLETIONS, "{\"model\":\"m\"}"));
				assertThat(client.readUntil("\r\n\r\nok")).startsWith("HTTP/1.1 200 ");
			}
		}
	}

	// It depended on how much came in the last piece.
	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 100 })
	void modelIsFoundUpToTheLastByteOfTheLookAhead(int beyond) throws IOException {
		String start = "{\"x\":\"";
		String end = "\",\"model\":\"m\"";
		String body = start + "y".repeat(LOOK_AHEAD - start.length() - end.length() + beyond) + end + "}";
		for (String request : new String[] { DataPath.post(COMPLETIONS, body), chunked(body, 3000, "0\r\n\r\n"),
				chunked(body, body.length(), "0\r\n\r\n") }) {
			assertThat(this.path.exchange(request)).startsWith((beyond == 0) ? "HTTP/1.1 200 " : "HTTP/1.1 413 ");
		}
	}

	@Test
	void bodyWhoseModelIsTooFarBehindIsRefused() throws IOException {
		String body = "{\"x\":\"" + "y".repeat(LOOK_AHEAD + 70_000) + "\",\"model\":\"m\"}";
		assertThat(this.path.exchange(DataPath.post(COMPLETIONS, body))).startsWith("HTTP/1.1 413 ")
			.contains("LLAMASWAP_LIMITS_LOOKAHEAD");
		assertThat(this.upstream.heads).isEmpty();
	}

	@Test
	void chunkedBodyOverTheLimitNeverLooksFinished() throws IOException {
		String body = "{\"model\":\"m\",\"x\":\"" + "y".repeat((int) DataPath.BODY_LIMIT) + "\"}";
		assertThat(this.path.exchange(chunked(body, 8000, "0\r\n\r\n"))).startsWith("HTTP/1.1 413 ");
		assertThat(this.bodies).isEmpty();
	}

	@Test
	void bodiesThatDoNotFitIntoMemoryTogetherAreRefusedForNow() throws IOException {
		assertThat(this.path.budget.tryTake(DataPath.BODY_LIMIT * 4 - 1000)).isTrue();
		try {
			String body = "{\"x\":\"" + "y".repeat(2000) + "\",\"model\":\"m\"}";
			assertThat(this.path.exchange(DataPath.post(COMPLETIONS, body))).startsWith("HTTP/1.1 503 ")
				.contains("Retry-After: 1\r\n");
		}
		finally {
			this.path.budget.giveBack(DataPath.BODY_LIMIT * 4 - 1000);
		}
	}

	// Four that grew together until the memory was spent were all refused.
	@Test
	void bodiesThatGrowTogetherAreServedAsFarAsTheyFit() throws Exception {
		int size = LOOK_AHEAD - 1000;
		long others = DataPath.BODY_LIMIT * 4 - 2L * size - size / 2;
		assertThat(this.path.budget.tryTake(others)).isTrue();
		String request = DataPath.post(COMPLETIONS, "{\"x\":\"" + "y".repeat(size - 30) + "\",\"model\":\"m\"}");
		List<DataPath.Client> clients = new ArrayList<>();
		for (int number = 0; number < 4; number++) {
			clients.add(this.path.connect());
			clients.get(number).write(request.substring(0, size / 4));
		}
		// The third and the fourth find the room of the others promised.
		Awaitility.await().atMost(SOON).until(() -> this.path.budget.left() < size);
		int served = 0;
		for (DataPath.Client client : clients) {
			try (client) {
				client.write(request.substring(size / 4));
				String status = client.readUntil("\r\n\r\n").substring(0, 13);
				assertThat(status).isIn("HTTP/1.1 200 ", "HTTP/1.1 503 ");
				served += status.contains("200") ? 1 : 0;
			}
		}
		assertThat(served).isEqualTo(2);
		this.path.budget.giveBack(others);
	}

	@Test
	void announcementAloneTakesNobodysRoom() throws IOException {
		try (DataPath.Client silent = this.path.connect()) {
			silent.write("POST /v1/completions HTTP/1.1\r\nHost: h\r\nContent-Length: " + LOOK_AHEAD
					+ "\r\n\r\n{\"x\":\"" + "y".repeat(5000));
			Awaitility.await().atMost(SOON).until(() -> this.path.budget.left() < DataPath.BODY_LIMIT * 4 - 5000);
			assertThat(this.path.budget.left()).isGreaterThan(DataPath.BODY_LIMIT * 4 - 6000);
		}
	}

	@Test
	void uploadWaitsInTheSocketWhileTheModelLoads() throws Exception {
		Sinks.Empty<Void> gate = this.path.lifecycle.hold();
		String body = "{\"model\":\"m\",\"x\":\"" + "y".repeat(900_000) + "\"}";
		try (DataPath.Client client = this.path.connect()) {
			Thread writer = new Thread(() -> {
				try {
					client.write(DataPath.post(COMPLETIONS, body));
				}
				catch (IOException ex) {
					this.failures.add(String.valueOf(ex.getMessage()));
				}
			});
			writer.start();
			Awaitility.await().atMost(SOON).until(() -> this.path.lifecycle.requests.size() == 1);
			assertThat(DataPath.BODY_LIMIT * 4 - this.path.budget.left()).isLessThan(100_000);
			gate.tryEmitEmpty();
			assertThat(client.readUntil("\r\n\r\nok")).startsWith("HTTP/1.1 200");
			writer.join(5000);
		}
		assertThat(this.bodies.remove()).isEqualTo(body.replace("\"m\"", "\"longer-name\""));
		assertThat(this.failures).isEmpty();
	}

	// Also the same again, where the first was sent on under another name.
	@ParameterizedTest
	@ValueSource(strings = { "other", "m" })
	void secondModelBehindTheFirstEndsTheExchange(String second) throws IOException {
		String body = "{\"model\":\"m\",\"x\":\"" + "y".repeat(300_000) + "\",\"model\":\"" + second + "\"}";
		assertThat(this.path.exchange(DataPath.post(COMPLETIONS, body))).startsWith("HTTP/1.1 400 ")
			.contains("stands twice");
		assertThat(this.bodies).isEmpty();
	}

	// The last field of a form ends with the form: its last byte had been sent on before.
	@ParameterizedTest
	@ValueSource(strings = { "other", "m" })
	void secondModelAtTheEndOfAFormEndsTheExchange(String second) throws IOException {
		String type = "application/x-www-form-urlencoded";
		String body = "model=m&x=" + "y".repeat(300_000) + "&model=" + second;
		for (String request : new String[] { DataPath.post(COMPLETIONS, body).replace("application/json", type),
				chunked(body, 8000, "0\r\n\r\n").replace("Host: h", "Host: h\r\nContent-Type: " + type) }) {
			assertThat(this.path.exchange(request)).startsWith("HTTP/1.1 400 ").contains("stands twice");
		}
		assertThat(this.bodies).isEmpty();
	}

	@Test
	void uploadThatTheClientBreaksOffNeverLooksFinished() throws IOException {
		String body = "{\"model\":\"m\",\"x\":\"" + "y".repeat(300_000) + "\"}";
		for (String request : new String[] { DataPath.post(COMPLETIONS, body), chunked(body, 1000, "0\r\n\r\n") }) {
			this.failures.clear();
			try (DataPath.Client client = this.path.connect()) {
				client.write(request.substring(0, request.length() - 1000));
				Awaitility.await().atMost(SOON).until(() -> !this.upstream.heads.isEmpty());
			}
			Awaitility.await().atMost(SOON).until(() -> !this.failures.isEmpty());
			this.upstream.heads.clear();
		}
		assertThat(this.bodies).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "zz\r\nabc\r\n0\r\n\r\n", "-1\r\n", "3\r\nabcdef\r\n0\r\n\r\n" })
	void malformedChunkInMidUploadNeverLooksFinished(String malformed) throws IOException {
		String body = "{\"model\":\"m\",\"x\":\"" + "y".repeat(300_000) + "\"}";
		String answer = this.path.exchange(chunked(body, 1000, malformed));
		assertThat(answer).doesNotStartWith("HTTP/1.1 200");
		assertThat(this.bodies).isEmpty();
	}

	@Test
	void expectationIsMetHereAndNotPassedOn() throws IOException {
		String body = "{\"model\":\"m\"}";
		String request = DataPath.post(COMPLETIONS, body).replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n");
		try (DataPath.Client client = this.path.connect()) {
			client.write(request.substring(0, request.indexOf("\r\n\r\n") + 4));
			assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
			client.write(body);
			assertThat(client.readUntil("\r\n\r\nok")).startsWith("HTTP/1.1 200 ");
		}
		assertThat(this.upstream.heads.remove()).doesNotContainIgnoringCase("expect");
	}

	@Test
	void anyBodyPassesUnderUpstream() throws IOException {
		for (int size : new int[] { 0, 1, 9000, 600_000 }) {
			String body = "\u0001".repeat(size);
			assertThat(this.path.exchange(DataPath.post("/upstream/m/x", body))).endsWith("ok");
			assertThat(this.bodies.remove()).isEqualTo(body);
			assertThat(this.path.exchange(chunked(body, 5000, "0\r\n\r\n").replace(COMPLETIONS, "/upstream/m/x")))
				.endsWith("ok");
			assertThat(this.bodies.remove()).isEqualTo(body);
		}
	}

	private static String chunked(String body, int size, String end) {
		StringBuilder request = new StringBuilder(
				"POST /v1/completions HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
		for (int from = 0; from < body.length(); from += size) {
			String piece = body.substring(from, Math.min(body.length(), from + size));
			request.append(Integer.toHexString(piece.length())).append("\r\n").append(piece).append("\r\n");
		}
		return request.append(end).toString();
	}

}
