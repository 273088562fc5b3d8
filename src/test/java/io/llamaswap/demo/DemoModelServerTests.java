package io.llamaswap.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.llamaswap.test.DemoJournal;
import io.llamaswap.test.DemoProcess;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The demo model server as everybody sees it: a process that speaks HTTP.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemoModelServerTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	@TempDir
	private static Path folder;

	private DemoProcess demo;

	private DemoJournal journal;

	@BeforeAll
	void start() throws IOException {
		this.journal = new DemoJournal(folder.resolve("journal"));
		this.demo = DemoProcess.start("a/b", "--tokens-per-second", "200", "--journal", this.journal.file().toString());
	}

	@AfterAll
	void stop() {
		this.demo.close();
	}

	@ParameterizedTest
	@CsvSource({ "/health, ok", "/v1/models, a/b", "/props, total_slots", "/slots, is_processing", "/env, PATH",
			"/, <h1>a/b</h1>", "/v1/audio/voices, voices" })
	void pagesAreServed(String path, String expected) throws Exception {
		HttpResponse<String> answer = send(request(path));
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).contains(expected);
	}

	@ParameterizedTest
	@CsvSource({ "/v1/chat/completions, chat.completion", "/v1/completions, text_completion",
			"/v1/messages, stop_reason", "/v1/responses, output_text", "/v1/embeddings, embedding",
			"/v1/rerank, results", "/v1/audio/transcriptions, arrived", "/v1/images/generations, b64_json",
			"/sdapi/v1/txt2img, images", "/v1/messages/count_tokens, input_tokens" })
	void inferenceIsAnswered(String path, String expected) throws Exception {
		HttpResponse<String> answer = send(post(path, "{\"model\":\"x\",\"max_tokens\":3}"));
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).contains(expected);
	}

	@Test
	void answersAreTheSameForTheSameQuestion() throws Exception {
		String body = "{\"max_tokens\":9,\"seed\":4}";
		String first = send(post("/v1/completions", body)).body();
		String second = send(post("/v1/completions", body)).body();
		assertThat(first).contains("\"text\":\"[a/b] ");
		assertThat(text(first)).isEqualTo(text(second));
		assertThat(text(send(post("/v1/completions", "{\"max_tokens\":9,\"seed\":5}")).body()))
			.isNotEqualTo(text(first));
	}

	@Test
	void streamsEndWithUsageTimingsAndTheTerminator() throws Exception {
		HttpResponse<String> answer = send(post("/v1/chat/completions",
				"{\"stream\":true,\"max_tokens\":3,\"stream_options\":{\"include_usage\":true}}"));
		assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
		List<String> events = answer.body().lines().filter((line) -> !line.isEmpty()).toList();
		assertThat(events).hasSize(7).allMatch((line) -> line.startsWith("data: "));
		assertThat(events.get(4)).contains("\"finish_reason\":\"length\"", "\"predicted_n\":3");
		assertThat(events.get(5)).contains("\"completion_tokens\":3");
		assertThat(events.get(6)).isEqualTo("data: [DONE]");
	}

	@Test
	void theRateIsKept() throws Exception {
		long begin = System.nanoTime();
		send(builder("/v1/completions").header("X-Demo-Tokens-Per-Second", "100")
			.POST(HttpRequest.BodyPublishers.ofString("{\"stream\":true,\"max_tokens\":31}"))
			.build());
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofMillis(300),
				Duration.ofMillis(3000));
	}

	@Test
	void echoShowsExactlyWhatArrived() throws Exception {
		HttpResponse<String> answer = send(builder("/v1/embeddings?a=%2F").header("X-Demo-Echo", "")
			.header("X-Nonce", "n7")
			.POST(HttpRequest.BodyPublishers.ofString("abc"))
			.build());
		assertThat(answer.body()).contains("\"target\":\"/v1/embeddings?a=%2F\"", "[\"X-Nonce\",\"n7\"]",
				"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
		assertThat(answer.headers().firstValue("X-Nonce")).contains("n7");
	}

	@ParameterizedTest
	@CsvSource({ "X-Demo-Cut-After, 2", "X-Demo-Reset-After, 2" })
	void cutStreamsLookCut(String header, String value) throws Exception {
		HttpRequest request = builder("/v1/completions").header(header, value)
			.POST(HttpRequest.BodyPublishers.ofString("{\"stream\":true}"))
			.build();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> send(request));
	}

	@ParameterizedTest
	@CsvSource({ "X-Demo-Status, 429, 429", "X-Demo-Redirect, /elsewhere, 307" })
	void statusesAreAsAsked(String header, String value, int status) throws Exception {
		HttpRequest request = builder("/v1/completions").header(header, value)
			.POST(HttpRequest.BodyPublishers.ofString("{}"))
			.build();
		assertThat(send(request).statusCode()).isEqualTo(status);
	}

	@Test
	void aClientThatLeavesIsNoticedAtOnceWhateverItWaitsFor() throws Exception {
		leave("l1", "{\"stream\":true,\"max_tokens\":1000}", "");
		leave("l2", "{\"max_tokens\":100000}", "");
		leave("l3", "{\"stream\":true}", "X-Demo-Stall-After: 1\r\n");
		leave("l4", "{}", "X-Demo-Hang:\r\n");
		Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.untilAsserted(
					() -> assertThat(this.journal.find("a/b", "cancel")).extracting((entry) -> entry.detail("nonce"))
						.contains("l1", "l2", "l3", "l4"));
	}

	@Test
	void webSocketsAreEchoed() throws Exception {
		CompletableFuture<String> echoed = new CompletableFuture<>();
		WebSocket socket = this.client.newWebSocketBuilder()
			.buildAsync(URI.create("ws://127.0.0.1:" + this.demo.port() + "/ws"), new WebSocket.Listener() {
				@Override
				public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
					echoed.complete(data.toString());
					return null;
				}
			})
			.get(20, TimeUnit.SECONDS);
		socket.sendText("x".repeat(300), true).get(20, TimeUnit.SECONDS);
		assertThat(echoed.get(20, TimeUnit.SECONDS)).isEqualTo("x".repeat(300));
		socket.abort();
	}

	@Test
	void journalsTellALife() throws Exception {
		try (DemoProcess other = DemoProcess.start("c", "--journal", this.journal.file().toString(), "--exit-code",
				"3")) {
			send(HttpRequest.newBuilder(other.uri("/health")).build());
			other.process().destroy();
			assertThat(other.exitCode()).isEqualTo(3);
		}
		assertThat(this.journal.entries()).filteredOn((entry) -> entry.model().equals("c"))
			.extracting(DemoJournal.Entry::event)
			.containsExactly("start", "listening", "ready", "signal", "exit");
		assertThat(this.journal.find("c", "start").get(0).detail("alive"))
			.isEqualTo(String.valueOf(this.demo.process().pid()));
		assertThat(this.journal.overlaps()).hasSize(1);
	}

	@Test
	void healthComesLaterIfAsked() throws Exception {
		try (DemoProcess other = DemoProcess.start("late", "--health-delay", "300ms")) {
			HttpRequest health = HttpRequest.newBuilder(other.uri("/health")).build();
			assertThat(send(health).statusCode()).isEqualTo(503);
			Awaitility.await().atMost(LIMIT).until(() -> send(health).statusCode() == 200);
		}
	}

	@Test
	void startsFailAsAsked() throws Exception {
		try (DemoProcess other = DemoProcess.start("bad", "--exit-at-start", "7", "--flood", "1k")) {
			assertThat(other.exitCode()).isEqualTo(7);
			Awaitility.await().atMost(LIMIT).until(() -> other.lines().size() == 17);
			assertThat(other.lines()).contains("error: failed to load model (as asked)")
				.contains("flood 000000000000 " + ".".repeat(44));
		}
	}

	@Test
	void deathForWantOfMemoryIsNoGoodEnd() throws Exception {
		Path deaths = folder.resolve("deaths");
		try (DemoProcess other = DemoProcess.start("big", "--hold-memory", "100g", "--journal", deaths.toString())) {
			assertThat(other.exitCode()).isEqualTo(1);
			Awaitility.await()
				.atMost(LIMIT)
				.until(() -> other.lines().stream().anyMatch((line) -> line.startsWith("java.lang.OutOfMemoryError")));
		}
		assertThat(new DemoJournal(deaths).entries()).extracting(DemoJournal.Entry::event)
			.containsExactly("start", "exit");
	}

	@Test
	void termIsIgnoredIfAsked() throws Exception {
		try (DemoProcess other = DemoProcess.start("deaf", "--ignore-term", "--journal",
				folder.resolve("deaf").toString())) {
			other.port();
			other.process().destroy();
			DemoJournal heard = new DemoJournal(folder.resolve("deaf"));
			Awaitility.await().atMost(LIMIT).until(() -> !heard.find("deaf", "signal").isEmpty());
			assertThat(send(HttpRequest.newBuilder(other.uri("/health")).build()).statusCode()).isEqualTo(200);
			assertThat(other.process().isAlive()).isTrue();
		}
	}

	@Test
	void diesAfterItsLastRequest() throws Exception {
		try (DemoProcess other = DemoProcess.start("mortal", "--exit-after-requests", "2", "--exit-code", "9")) {
			HttpRequest request = HttpRequest.newBuilder(other.uri("/v1/embeddings"))
				.POST(HttpRequest.BodyPublishers.ofString("{}"))
				.build();
			assertThat(send(request).statusCode()).isEqualTo(200);
			assertThat(send(request).statusCode()).isEqualTo(200);
			assertThat(other.exitCode()).isEqualTo(9);
		}
	}

	private void leave(String nonce, String body, String headers) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.demo.port())) {
			String request = "POST /v1/completions HTTP/1.1\r\nHost: x\r\nX-Nonce: " + nonce + "\r\n" + headers
					+ "Content-Length: " + body.length() + "\r\n\r\n" + body;
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			Awaitility.await()
				.atMost(LIMIT)
				.until(() -> this.journal.find("a/b", "request")
					.stream()
					.anyMatch((entry) -> entry.detail("nonce").equals(nonce)));
			InputStream input = socket.getInputStream();
			input.skipNBytes(input.available());
		}
	}

	private static String text(String answer) {
		return answer.substring(answer.indexOf("\"text\""), answer.indexOf("\"finish_reason\""));
	}

	private HttpRequest.Builder builder(String path) {
		return HttpRequest.newBuilder(this.demo.uri(path)).timeout(LIMIT);
	}

	private HttpRequest request(String path) {
		return builder(path).build();
	}

	private HttpRequest post(String path, String body) {
		return builder(path).POST(HttpRequest.BodyPublishers.ofString(body)).build();
	}

	private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
		return this.client.send(request, HttpResponse.BodyHandlers.ofString());
	}

}
