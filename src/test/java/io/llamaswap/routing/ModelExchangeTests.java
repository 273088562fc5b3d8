package io.llamaswap.routing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.llamaswap.lifecycle.LeaseRequest;
import io.llamaswap.lifecycle.Refusal;
import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import io.llamaswap.test.Configurations;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ModelExchangeTests {

	private static final String YAML = """
			models:
			  small:
			    cmd: server --port ${PORT}
			    aliases: [tiny]
			  renamed:
			    cmd: server --port ${PORT}
			    useModelName: real "name"
			  author/big:q4:
			    cmd: server --port ${PORT}
			  hidden:
			    cmd: server --port ${PORT}
			    unlisted: true
			profiles:
			  coding: [small, renamed]
			""";

	private static final String CHAT = "/v1/chat/completions";

	private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Up: 1\r\n\r\nok";

	private final DataPath path = new DataPath(Configurations.parse(YAML));

	private int incarnation = 1;

	private SocketUpstream upstream = SocketUpstream.answering(OK);

	ModelExchangeTests() {
		serve(this.upstream);
	}

	@AfterEach
	void nothingIsLeftOver() throws IOException {
		this.path.closeWhenQuiet();
		this.upstream.close();
	}

	@Test
	void requestReachesTheServerAndTheAnswerTheClient() throws IOException {
		String answer = this.path.exchange(DataPath.post(CHAT + "?a=%2F&b", "{\"model\":\"small\"}")
			.replace("\r\n\r\n", "\r\nAuthorization: Bearer secret\r\nX-Api-Key: secret\r\nX-Mine: 1\r\n\r\n"));
		assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").contains("X-Up: 1\r\n").endsWith("\r\n\r\nok");
		String head = this.upstream.heads.remove();
		assertThat(head).startsWith("POST " + CHAT + "?a=%2F&b HTTP/1.1\r\n")
			.contains("Host: here\r\n", "X-Mine: 1\r\n", "x-forwarded-for: 127.0.0.1\r\n", "content-length: 17\r\n")
			.doesNotContainIgnoringCase("secret")
			.doesNotContainIgnoringCase("reactor");
	}

	@Test
	void answerSaysWhichModelGaveItAndHowLongTheWaitWas() throws IOException {
		assertThat(this.path.exchange(DataPath.post(CHAT, "{\"model\":\"tiny\"}")))
			.contains("X-Llama-Swap-Model: small\r\n", "X-Llama-Swap-Waited: 0.000\r\n");
		assertThat(this.path.exchange(DataPath.post(CHAT, "{\"model\":\"author/big:q4\"}")))
			.contains("X-Llama-Swap-Model: author/big:q4\r\n");
	}

	@Test
	void aliasIsForwardedAsItIs() throws IOException {
		serve(SocketUpstream.echoing());
		assertThat(this.path.exchange(DataPath.post(CHAT, "{\"model\":\"tiny\"}"))).endsWith("{\"model\":\"tiny\"}");
		assertThat(this.path.lifecycle.requests).containsExactly(new LeaseRequest(new ModelId("small"), null, "tiny"));
	}

	@Test
	void useModelNameIsSplicedAndTheLengthIsThatOfTheResult() throws IOException {
		serve(SocketUpstream.echoing());
		String body = "{ \"x\" : 1.50, \"model\":\"renamed\" , \"y\":\"ü\"}";
		assertThat(this.path.exchange(DataPath.post(CHAT, body)))
			.endsWith("{ \"x\" : 1.50, \"model\":\"real \\\"name\\\"\" , \"y\":\"ü\"}");
	}

	@Test
	void profileIsStrippedAndItsModelLeasedThroughIt() throws IOException {
		serve(SocketUpstream.echoing());
		assertThat(this.path.exchange(DataPath.post(CHAT, "{\"model\":\"coding:tiny\"}")))
			.endsWith("{\"model\":\"tiny\"}");
		assertThat(this.path.lifecycle.requests)
			.containsExactly(new LeaseRequest(new ModelId("small"), "coding", "tiny"));
	}

	@Test
	void idWithAColonWinsOverTheProfileReading() throws IOException {
		assertThat(this.path.exchange(DataPath.post(CHAT, "{\"model\":\"author/big:q4\"}"))).startsWith("HTTP/1.1 200");
		assertThat(this.path.lifecycle.requests).containsExactly(LeaseRequest.of(new ModelId("author/big:q4")));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "{}|404|no model id could be identified", "{\"model\":\"smal\"}|404|did you mean \\\"small\\\"",
					"{\"model\":\"hidde\"}|404|no router for requested model\"", "[]|404|no model",
					"{\"model\":\"coding:hidden\"}|404|no router",
					"{\"model\":\"small\",\"model\":\"tiny\"}|400|\\\"model\\\" stands twice",
					"{\"model\":\"small\",\"stream\":true,\"stream\":false}|400|\\\"stream\\\" stands twice" })
	void refusalsSayWhy(String body, int status, String message) throws IOException {
		assertThat(this.path.exchange(DataPath.post(CHAT, body))).startsWith("HTTP/1.1 " + status + " ")
			.contains("{\"src\":\"llama-swap\",\"error\":{")
			.contains(message);
		assertThat(this.upstream.heads).isEmpty();
	}

	@Test
	void schedulersRefusalsBecomeErrors() throws IOException {
		ModelFailure failure = new ModelFailure(ModelFailure.Kind.EXITED_WHILE_LOADING, "it ended", 1,
				List.of("out of memory"), Instant.EPOCH);
		this.path.lifecycle.refuse("small",
				new Refusal(Refusal.Reason.START_FAILED, "exit code 1", Duration.ofSeconds(7), failure));
		assertThat(this.path.exchange(DataPath.post("/v1/messages", "{\"model\":\"small\"}")))
			.startsWith("HTTP/1.1 502 ")
			.contains("Retry-After: 7\r\n", "\"type\":\"error\"", "out of memory");
		this.path.lifecycle.refuse("small", new Refusal(Refusal.Reason.QUEUE_FULL, "full", null, null));
		assertThat(this.path.exchange(DataPath.post(CHAT, "{\"model\":\"small\"}"))).startsWith("HTTP/1.1 429 ")
			.contains("concurrency_limit");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "/upstream/small/a%2Fb//c;d?x=%20|/a%2Fb//c;d?x=%20", "/upstream/tiny/|/",
					"/upstream/author/big:q4/v1|/v1", "/upstream/author%2Fbig%3Aq4/v1|/v1",
					"/upstream/coding:renamed/x|/x", "/upstream/small/caf%E9|/caf%E9" })
	void upstreamPathsPassByteForByte(String path, String target) throws IOException {
		assertThat(this.path.exchange(DataPath.get(path))).startsWith("HTTP/1.1 200 OK");
		assertThat(this.upstream.heads.remove()).startsWith("GET " + target + " HTTP/1.1\r\n");
	}

	@Test
	void bareUpstreamPathIsRedirected() throws IOException {
		assertThat(this.path.exchange(DataPath.get("/upstream/small?a=1"))).startsWith("HTTP/1.1 301 ")
			.containsIgnoringCase("location: /upstream/small/?a=1\r\n");
		assertThat(this.path.exchange(DataPath.post("/upstream/small", ""))).startsWith("HTTP/1.1 308 ");
		assertThat(this.path.exchange(DataPath.get("/upstream/sm%61l/x"))).startsWith("HTTP/1.1 404 ")
			.contains("model not found; did you mean");
		assertThat(this.path.exchange(DataPath.get("/upstream/small/%2e%2e/x"))).startsWith("HTTP/1.1 400 ")
			.contains("dot segment");
	}

	@Test
	void redirectsOfTheServerStayUnderItsPrefix() throws IOException {
		serve(SocketUpstream.answering("HTTP/1.1 302 Found\r\nLocation: /ui/?x\r\nContent-Length: 0\r\n\r\n"));
		assertThat(this.path.exchange(DataPath.get("/upstream/small/"))).startsWith("HTTP/1.1 302 ")
			.containsIgnoringCase("location: /upstream/small/ui/?x\r\n");
		assertThat(this.upstream.heads).hasSize(1);
	}

	@Test
	void queryAndFormsNameModelsToo() throws IOException {
		assertThat(this.path.exchange(DataPath.get("/v1/audio/voices?model=small"))).startsWith("HTTP/1.1 200");
		assertThat(this.path.exchange(DataPath.get("/v1/audio/voices"))).startsWith("HTTP/1.1 404");
		assertThat(this.path.exchange(DataPath.post(CHAT, "model=small").replace("application/json", "text/x")))
			.startsWith("HTTP/1.1 200");
		assertThat(this.path.exchange(DataPath.post(CHAT + "?model=small", "x").replace("application/json", "text/x")))
			.startsWith("HTTP/1.1 200");
		assertThat(this.path.exchange(DataPath.get(CHAT))).startsWith("HTTP/1.1 405 ").contains("llow: POST\r\n");
	}

	@Test
	void encodedBodiesAreNotOpened() throws IOException {
		String request = DataPath.post(CHAT, "xyz").replace("\r\n\r\n", "\r\nContent-Encoding: gzip\r\n\r\n");
		assertThat(this.path.exchange(request)).startsWith("HTTP/1.1 415 ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
			"HTTP/1.1 500 Oops\r\nContent-Length: 3\r\n\r\nbad",
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
			"HTTP/1.1 418 I'm a teapot\r\nContent-Length: 3\r\n\r\nTEA" })
	void answersOfEachKindComeThroughTwiceOnOneConnection(String raw) throws IOException {
		serve(SocketUpstream.answering(raw));
		try (DataPath.Client client = this.path.connect()) {
			for (int round = 0; round < 3; round++) {
				client.write(DataPath.post(CHAT, "{\"model\":\"small\"}"));
				String answer = client.readUntil(raw.contains("chunked") ? "\r\n0\r\n\r\n" : bodyOf(raw));
				assertThat(answer).startsWith(raw.substring(0, raw.indexOf('\r')));
			}
		}
		assertThat(this.upstream.connections).hasValue(1);
	}

	// The next request of that connection got a 502: the body stood before its answer.
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "GET|204 No Content|X-Up: 1", "GET|204 No Content|Content-Length: 2",
					"GET|204 No Content|Transfer-Encoding: chunked", "GET|304 Not Modified|Transfer-Encoding: chunked",
					"GET|304 Not Modified|Content-Length: 2", "HEAD|200 OK|Content-Length: 2" })
	void bodyWhereNoneMayBeSpoilsNoOtherAnswer(String method, String status, String header) throws IOException {
		String raw = "HTTP/1.1 %s\r\n%s\r\n\r\n".formatted(status, header);
		for (String body : new String[] { "no", "2\r\nno\r\n0\r\n\r\n", OK }) {
			serve(SocketUpstream.answering(raw + body));
			try (DataPath.Client client = this.path.connect()) {
				for (int round = 0; round < 3; round++) {
					client.write(DataPath.get("/upstream/small/").replace("GET", method));
					assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 " + status);
				}
			}
			this.upstream.close();
			this.incarnation++;
		}
	}

	@Test
	void headHasTheLengthButNoBody() throws IOException {
		serve(SocketUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"));
		String answer = this.path.exchange("HEAD /upstream/small/x HTTP/1.1\r\nHost: h\r\n\r\n");
		assertThat(answer).startsWith("HTTP/1.1 200 ")
			.containsIgnoringCase("content-length: 1000\r\n")
			.endsWith("\r\n\r\n");
	}

	@Test
	void clientOfTheOldVersionGetsNoChunks() throws IOException {
		serve(SocketUpstream.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"));
		String answer = this.path
			.exchange(DataPath.post(CHAT, "{\"model\":\"small\"}").replace("HTTP/1.1", "HTTP/1.0"));
		assertThat(answer).doesNotContainIgnoringCase("chunked").endsWith("\r\n\r\nabc");
	}

	@Test
	void unreachableServerIsA502() throws IOException {
		this.upstream.close();
		assertThat(this.path.exchange(DataPath.post(CHAT, "{\"model\":\"small\"}"))).startsWith("HTTP/1.1 502 ")
			.contains("could not be reached");
	}

	@Test
	void aServerThatHasJustDiedIsFoundInItsNextLife() throws Exception {
		SocketUpstream next = this.upstream;
		try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			this.path.lifecycle.serve("small", URI.create("http://127.0.0.1:" + gone.getLocalPort()), 2);
		}
		CompletableFuture<Void> restarted = CompletableFuture.runAsync(() -> {
			Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> this.path.lifecycle.released.get() > 0);
			this.path.lifecycle.serve("small", next.uri(), 3);
		});
		assertThat(this.path.exchange(DataPath.post(CHAT, "{\"model\":\"small\"}"))).startsWith("HTTP/1.1 200");
		restarted.get(5, TimeUnit.SECONDS);
		assertThat(next.heads).hasSize(1);
		assertThat(this.path.lifecycle.open()).isZero();
	}

	@Test
	void newLifeOfAModelGetsNewConnections() throws IOException {
		assertThat(this.path.exchange(DataPath.post(CHAT, "{\"model\":\"small\"}"))).startsWith("HTTP/1.1 200");
		this.path.lifecycle.serve("small", this.upstream.uri(), 2);
		assertThat(this.path.exchange(DataPath.post(CHAT, "{\"model\":\"small\"}"))).startsWith("HTTP/1.1 200");
		assertThat(this.upstream.connections).hasValue(2);
		Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> this.upstream.closed.get() >= 1);
	}

	// Reactor Netty tries only one more when it is given a connection that has gone, and
	// after a burst there are many.
	@Test
	void connectionsThatTheServerHasClosedAreNotUsedAgain() throws Exception {
		int burst = 32;
		CountDownLatch all = new CountDownLatch(burst);
		serve(new SocketUpstream((connection) -> {
			connection.readRequest();
			all.countDown();
			await(all);
			connection.write(OK);
		}));
		List<CompletableFuture<String>> answers = IntStream.range(0, burst)
			.mapToObj((number) -> CompletableFuture.supplyAsync(this::ask, (task) -> new Thread(task).start()))
			.toList();
		answers.forEach((answer) -> assertThat(answer.join()).startsWith("HTTP/1.1 200 "));
		Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> this.upstream.closed.get() == burst);
		for (int number = 0; number < burst; number++) {
			assertThat(ask()).startsWith("HTTP/1.1 200 ");
		}
	}

	private String ask() {
		try {
			return this.path.exchange(DataPath.post(CHAT, "{\"model\":\"small\"}"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void await(CountDownLatch all) throws IOException {
		try {
			all.await();
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

	private void serve(SocketUpstream server) {
		this.upstream = server;
		for (String model : List.of("small", "renamed", "author/big:q4", "hidden")) {
			this.path.lifecycle.serve(model, server.uri(), this.incarnation);
		}
	}

	private static String bodyOf(String raw) {
		int end = raw.indexOf("\r\n\r\n") + 4;
		return (end < raw.length()) ? raw.substring(end) : "\r\n\r\n";
	}

}
