package io.llamaswap.routing;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.lifecycle.Refusal;
import io.llamaswap.lifecycle.RefusedException;
import io.llamaswap.lifecycle.SwapPlan;
import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import io.llamaswap.test.Configurations;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link LoadingFeedback}: C298 to C303, on real sockets. Comments come each
 * 100 ms here, the text begins after 50.
 */
class LoadingFeedbackTests {

	private static final Duration SOON = Duration.ofSeconds(5);

	private static final String CHAT = "/v1/chat/completions";

	private static final String STREAM = String.join("\r\n", "HTTP/1.1 200 OK", "Content-Type: text/event-stream",
			"Transfer-Encoding: chunked", "", "e", "data: {\"a\":1}\n", "1", "\n", "e", "data: [DONE]\n\n", "0", "",
			"");

	private static final String COMMENT = ": loading m, 0 s of about 40 s\n\n";

	private static final String WAITED = ": X-Llama-Swap-Waited: 1.234\n\n";

	private final DataPath path = new DataPath(Configurations.parse("""
			loadingFeedback: 1
			models:
			  m: {cmd: 'x --port ${PORT}'}
			  silent: {cmd: 'x --port ${PORT}', loadingFeedback: 0}
			  chatty: {cmd: 'x --port ${PORT}', sendLoadingState: true, loadingFeedback: 0}
			"""));

	private SocketUpstream upstream = SocketUpstream.answering(STREAM);

	private Sinks.Empty<Void> gate = this.path.lifecycle.hold();

	LoadingFeedbackTests() {
		serve(this.upstream);
		this.path.lifecycle.waited = Duration.ofMillis(1234);
		this.path.lifecycle.statuses = List.of(new ModelStatus(new ModelId("m"), ModelState.STARTING, Instant.MAX, null,
				null, 0, 1, null, false, null));
	}

	@AfterEach
	void nothingIsLeftOver() throws IOException {
		this.path.closeWhenQuiet();
		this.upstream.close();
	}

	@Test
	void waitingStreamIsKeptAwakeByCommentsAndThenGetsTheWholeAnswer() throws IOException {
		try (DataPath.Client client = send(CHAT, "{\"model\":\"m\",\"stream\":true}")) {
			String head = client.readUntil("\r\n\r\n");
			assertThat(head).startsWith("HTTP/1.1 200 OK\r\n")
				.containsIgnoringCase("content-type: text/event-stream\r\n")
				.contains("X-Accel-Buffering: no\r\n", "X-Llama-Swap-Model: m\r\n");
			assertThat(client.readUntil(chunk(COMMENT) + chunk(COMMENT))).isEqualTo(chunk(COMMENT) + chunk(COMMENT));
			this.gate.tryEmitEmpty();
			String rest = client.readUntil("\r\n0\r\n\r\n");
			assertThat(rest.replace(chunk(COMMENT), "")).isEqualTo(
					chunk(WAITED) + chunk("data: {\"a\":1}\n") + chunk("\n") + chunk("data: [DONE]\n\n") + "0\r\n\r\n");
		}
		assertThat(this.upstream.heads).hasSize(1);
	}

	@Test
	void whoIsInTheQueueLearnsForWhat() throws IOException {
		this.path.lifecycle.statuses = List.of();
		this.path.lifecycle.outlook = new SwapPlan(new ModelId("m"), ModelState.STOPPED, SwapPlan.Outcome.QUEUE, "",
				List.of(), List.of(new SwapPlan.Obstacle(SwapPlan.Obstacle.Kind.ANSWERS, new ModelId("big"), 2)), 1,
				Duration.ofSeconds(40), List.of());
		try (DataPath.Client client = send(CHAT, "{\"model\":\"m\",\"stream\":true}")) {
			client.readUntil(": waiting for big to finish 2 answers, then loading m, about 40 s; "
					+ "place 2 in the queue, 1 s so far\n\n");
			this.gate.tryEmitEmpty();
			assertThat(client.readUntil("\r\n0\r\n\r\n")).contains("[DONE]");
		}
	}

	@Test
	void connectionServesTheNextRequest() throws IOException {
		try (DataPath.Client client = send(CHAT, "{\"model\":\"m\",\"stream\":true}")) {
			client.readUntil(COMMENT);
			this.gate.tryEmitEmpty();
			client.readUntil("\r\n0\r\n\r\n");
			client.write(DataPath.post(CHAT, "{\"model\":\"m\",\"stream\":true}"));
			assertThat(client.readUntil("\r\n0\r\n\r\n")).startsWith("HTTP/1.1 200 OK\r\n").doesNotContain(": loading");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"model\":\"m\"}", "{\"model\":\"m\",\"stream\":false}",
			"{\"model\":\"silent\",\"stream\":true}" })
	void othersWaitInSilence(String body) throws IOException {
		try (DataPath.Client client = send(CHAT, body)) {
			client.socket.setSoTimeout(1500);
			assertThat(catchThrowable(() -> client.socket.getInputStream().read()))
				.isInstanceOf(SocketTimeoutException.class);
			this.gate.tryEmitEmpty();
			assertThat(client.readUntil("\r\n0\r\n\r\n")).startsWith("HTTP/1.1 200 OK\r\n").doesNotContain("\n: ");
		}
	}

	// Their streams are lines, bytes or no streams at all, which no comment may precede.
	@ParameterizedTest
	@ValueSource(strings = { "/api/chat", "/api/generate", "/v1/embeddings", "/v1/audio/speech", "/tokenize",
			"/v1/images/generations", "/new/route" })
	void whatMayBeNoStreamOfEventsIsLeftAsItIs(String route) throws IOException {
		String answer = "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nContent-Length: 11\r\n\r\n{\"done\":1}\n";
		serve(SocketUpstream.answering(answer));
		try (DataPath.Client client = send(route, "{\"model\":\"m\",\"stream\":true}")) {
			client.socket.setSoTimeout(1500);
			assertThat(catchThrowable(() -> client.socket.getInputStream().read()))
				.isInstanceOf(SocketTimeoutException.class);
			this.gate.tryEmitEmpty();
			assertThat(client.readUntil("\n{\"done\":1}\n")).containsIgnoringCase("content-type: application/x-ndjson");
		}
	}

	@Test
	void nameOfAStreamMayBeWrittenInAnyCase() throws IOException {
		serve(SocketUpstream.answering(STREAM.replace("text/event-stream", "Text/Event-Stream; charset=UTF-8")));
		try (DataPath.Client client = send(CHAT, "{\"model\":\"m\",\"stream\":true}")) {
			client.readUntil(COMMENT);
			this.gate.tryEmitEmpty();
			assertThat(client.readUntil("\r\n0\r\n\r\n")).contains("[DONE]").doesNotContain("event: error");
		}
	}

	@Test
	void streamMemberAtTheEndOfALongBodyIsFound() throws IOException {
		String body = "{\"model\":\"m\",\"x\":\"" + "y".repeat(300_000) + "\",\"stream\":true}";
		try (DataPath.Client client = send("/v1/completions", body)) {
			client.readUntil(COMMENT);
			this.gate.tryEmitEmpty();
			assertThat(client.readUntil("\r\n0\r\n\r\n")).contains("[DONE]");
		}
	}

	@Test
	void loadThatFailsQuicklyKeepsItsStatus() throws IOException {
		try (DataPath.Client client = send(CHAT, "{\"model\":\"m\",\"stream\":true}")) {
			this.gate.tryEmitError(refused());
			assertThat(client.readUntil("}}")).startsWith("HTTP/1.1 502 ")
				.contains("exit code 1", "X-Llama-Swap-Model: m\r\n")
				.containsPattern("X-Llama-Swap-Waited: 0\\.[0-9]{3}\r\n");
		}
	}

	@Test
	void serverThatDiesBehindTheWaitIsToldWithIt() throws IOException {
		serve(new SocketUpstream(SocketUpstream.Peer::readRequest));
		try (DataPath.Client client = send(CHAT, "{\"model\":\"m\"}")) {
			this.gate.tryEmitEmpty();
			assertThat(client.readUntil("}}")).startsWith("HTTP/1.1 502 ")
				.contains("X-Llama-Swap-Model: m\r\n", "X-Llama-Swap-Waited: 1.234\r\n");
		}
	}

	// C185: a body of JSON says itself whether it wants a stream, as in llama-swap.
	@Test
	void streamInTheQueryIsForTheServer() throws IOException {
		try (DataPath.Client client = send(CHAT + "?stream=true", "{\"model\":\"chatty\"}")) {
			Awaitility.await()
				.during(Duration.ofMillis(200))
				.until(() -> client.socket.getInputStream().available() == 0);
			this.gate.tryEmitEmpty();
			assertThat(client.readUntil("[DONE]")).contains("X-Llama-Swap-Waited: 1.234\r\n")
				.doesNotContain("reasoning");
		}
		assertThat(this.upstream.heads.remove()).startsWith("POST " + CHAT + "?stream=true HTTP/1.1\r\n");
	}

	// Contract 3.6: a query completes a form.
	@Test
	void streamInTheQueryBesideAFormIsKeptAwake() throws IOException {
		try (DataPath.Client client = this.path.connect()) {
			client.write(DataPath.post("/v1/audio/transcriptions?stream=true", "model=m")
				.replace("application/json", "application/x-www-form-urlencoded"));
			client.readUntil(COMMENT);
			this.gate.tryEmitEmpty();
			assertThat(client.readUntil("\r\n0\r\n\r\n")).contains("[DONE]");
		}
	}

	// R49: a stream was opened with 200, and then the 429 stood inside it.
	@ParameterizedTest
	@ValueSource(strings = { "m", "chatty" })
	void r49RequestOverTheLimitIsRefusedBeforeAnythingIsSaid(String model) throws IOException {
		this.path.lifecycle.refuse(model,
				new Refusal(Refusal.Reason.QUEUE_FULL, "too many", Duration.ofSeconds(1), null));
		try (DataPath.Client client = send(CHAT, "{\"model\":\"" + model + "\",\"stream\":true}")) {
			assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 429 ").containsIgnoringCase("retry-after: 1");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { CHAT, "/v1/messages" })
	void loadThatFailsLaterIsAnErrorEventAndAProperEnd(String route) throws IOException {
		try (DataPath.Client client = send(route, "{\"model\":\"m\",\"stream\":true}")) {
			client.readUntil(COMMENT);
			this.gate.tryEmitError(refused());
			String rest = client.readUntil("\r\n0\r\n\r\n");
			assertThat(rest)
				.containsPattern(
						": X-Llama-Swap-Waited: [0-9]\\.[0-9]{3}\n\nevent: error\ndata: \\{\"src\":\"llama-swap\",")
				.contains("exit code 1")
				.endsWith("}\n\n\r\n0\r\n\r\n");
			assertThat(rest.contains("\"type\":\"error\"")).isEqualTo(route.equals("/v1/messages"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
			"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n" })
	void eventOfAnErrorSaysWhichRequestItIsFor(String answer) throws IOException {
		serve(new SocketUpstream((connection) -> {
			connection.readRequest();
			connection.write(answer);
		}));
		for (String route : new String[] { CHAT, "/v1/messages" }) {
			this.gate = this.path.lifecycle.hold();
			try (DataPath.Client client = this.path.connect()) {
				client.write(DataPath.post(route, "{\"model\":\"m\",\"stream\":true}")
					.replace("Host:", "X-Request-Id: mine\r\nHost:"));
				assertThat(client.readUntil(COMMENT)).contains("X-Request-Id: mine\r\n");
				this.gate.tryEmitEmpty();
				client.readUntil("event: error\ndata: ");
				assertThat(client.readUntil("\n\n")).contains("\"request_id\":\"mine\"}");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"HTTP/1.1 400 Bad\r\nContent-Type: application/json\r\nContent-Length: 24\r\n\r\n{\"error\":\n{\"code\": 400}}\n",
			"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
			"HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops", "HTTP/1.1 200 OK\r\n" })
	void answerThatIsNoStreamBecomesAnErrorEvent(String answer) throws IOException {
		serve(new SocketUpstream((connection) -> {
			connection.readRequest();
			connection.write(answer);
		}));
		try (DataPath.Client client = send(CHAT, "{\"model\":\"m\",\"stream\":true}")) {
			client.readUntil(COMMENT);
			this.gate.tryEmitEmpty();
			String rest = client.readUntil("\r\n0\r\n\r\n");
			assertThat(rest).contains("event: error\ndata: {").endsWith("}\n\n\r\n0\r\n\r\n");
			if (answer.contains("400")) {
				assertThat(rest).contains("data: {\"error\":\ndata: {\"code\": 400}}\n\n");
			}
		}
	}

	@Test
	void clientThatLeavesWhileItIsKeptAwakeLeavesTheQueue() throws IOException {
		try (DataPath.Client client = send(CHAT, "{\"model\":\"m\",\"stream\":true}")) {
			client.readUntil(COMMENT);
		}
		Awaitility.await().atMost(Duration.ofSeconds(1)).until(() -> this.path.lifecycle.cancelled.get() == 1);
	}

	@Test
	void loadingStateIsTypedIntoTheReasoningOfAChat() throws IOException {
		try (DataPath.Client client = send(CHAT, "{\"model\":\"chatty\",\"stream\":true}")) {
			client.readUntil("\"reasoning_content\":\".\"");
			this.gate.tryEmitEmpty();
			String events = new String(client.readUntil("[DONE]").getBytes(StandardCharsets.ISO_8859_1),
					StandardCharsets.UTF_8);
			assertThat(events).contains("\"object\":\"chat.completion.chunk\"", "\"model\":\"chatty\"",
					"\"finish_reason\":null", "\"choices\":[{\"index\":0,\"delta\":");
			assertThat(typed(events)).matches("(?s).*\nDone! \\([0-9]+\\.[0-9]{2}s\\)\n━━━━━\n \n");
			assertThat(events).contains(WAITED);
		}
	}

	@Test
	void loadingStateIsForChatsOnly() throws IOException {
		try (DataPath.Client client = send("/v/chat/completions", "{\"model\":\"chatty\",\"stream\":true}")) {
			Awaitility.await()
				.during(Duration.ofMillis(200))
				.until(() -> client.socket.getInputStream().available() == 0);
			this.gate.tryEmitEmpty();
			assertThat(client.readUntil("[DONE]")).doesNotContain("reasoning");
		}
	}

	@Test
	void textOfTheLoadingState() {
		LoadingStateWords words = new LoadingStateWords("id", "a/b", 7);
		StringBuilder events = new StringBuilder();
		for (int tick = 0; tick < 60; tick++) {
			words.next(Duration.ofMillis(tick * 66L)).subscribe(events::append);
		}
		assertThat(events).startsWith("data: {\"id\":\"id\",\"object\":\"chat.completion.chunk\",\"created\":7,"
				+ "\"model\":\"a/b\",\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"━━━━━\"},"
				+ "\"finish_reason\":null}]}\n\n");
		assertThat(typed(events.toString()))
			.matches("━━━━━\nllama-swap loading model: a/b\nStill loading after 0 s \\.{3,}");
	}

	private static String typed(String events) {
		Matcher matcher = Pattern.compile("\"reasoning_content\":\"(.*?)\"}").matcher(events);
		StringBuilder text = new StringBuilder();
		while (matcher.find()) {
			String piece = matcher.group(1).replace("\\n", "\n");
			assertThat(piece.codePointCount(0, piece.length())).isLessThanOrEqualTo(5);
			text.append(piece);
		}
		return text.toString();
	}

	private static RefusedException refused() {
		return new RefusedException(new Refusal(Refusal.Reason.START_FAILED, "exit code 1", null, new ModelFailure(
				ModelFailure.Kind.EXITED_WHILE_LOADING, "it ended", 1, List.of("out of memory"), Instant.EPOCH)));
	}

	private DataPath.Client send(String route, String body) throws IOException {
		DataPath.Client client = this.path.connect();
		client.write(DataPath.post(route, body));
		Awaitility.await().atMost(SOON).until(() -> !this.path.lifecycle.requests.isEmpty());
		return client;
	}

	private void serve(SocketUpstream server) {
		this.upstream = server;
		List.of("m", "silent", "chatty").forEach((model) -> this.path.lifecycle.serve(model, server.uri(), 1));
	}

	private static String chunk(String text) {
		return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
	}

}
