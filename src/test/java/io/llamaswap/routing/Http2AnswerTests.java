package io.llamaswap.routing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

import io.llamaswap.test.Configurations;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients of HTTP/2 are told of the model and the wait as all others are.
 */
class Http2AnswerTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private final DataPath path = DataPath
		.http2(Configurations.parse("loadingFeedback: 1\nmodels: {m: {cmd: 'x --port ${PORT}'}}"));

	private final SocketUpstream upstream = new SocketUpstream((connection) -> {
		String request = Objects.requireNonNull(connection.readRequest());
		if (!request.contains("die")) {
			connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
		}
	});

	Http2AnswerTests() {
		this.path.lifecycle.serve("m", this.upstream.uri(), 1);
		this.path.lifecycle.waited = Duration.ofMillis(1234);
	}

	@AfterEach
	void nothingIsLeftOver() throws IOException {
		this.path.closeWhenQuiet();
		this.upstream.close();
	}

	@Test
	void answersSayWhoGaveThemAndHowLongTheyWereWaitedFor() {
		Answer answer = ask("{\"model\":\"m\",\"stream\":true}");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.headers().get("x-llama-swap-model")).isEqualTo("m");
		assertThat(answer.headers().get("x-llama-swap-waited")).isEqualTo("1.234");
		assertThat(answer.body()).isEqualTo("data: 1\n\n");
	}

	@Test
	void errorsBehindTheWaitSayTheSame() {
		Answer answer = ask("{\"model\":\"m\",\"x\":\"die\"}");
		assertThat(answer.status()).isEqualTo(502);
		assertThat(answer.headers().get("x-llama-swap-model")).isEqualTo("m");
		assertThat(answer.headers().get("x-llama-swap-waited")).isEqualTo("1.234");
	}

	@Test
	void streamsThatBeganWhileTheModelLoadedSayItInAComment() {
		Sinks.Empty<Void> gate = this.path.lifecycle.hold();
		Mono<Answer> asked = send("{\"model\":\"m\",\"stream\":true}").cache();
		asked.subscribe();
		Awaitility.await().atMost(SOON).until(() -> this.path.lifecycle.requests.size() == 1);
		Awaitility.await().during(Duration.ofMillis(1300)).until(() -> true);
		gate.tryEmitEmpty();
		Answer answer = Objects.requireNonNull(asked.block(SOON));
		assertThat(answer.headers().get("x-llama-swap-model")).isEqualTo("m");
		assertThat(answer.headers().contains("x-llama-swap-waited")).isFalse();
		assertThat(answer.body()).startsWith(": ").endsWith("\n\n: X-Llama-Swap-Waited: 1.234\n\ndata: 1\n\n");
	}

	@Test
	void refusalIsWholeBeforeTheBodyIs() {
		Mono<Answer> refused = HttpClient.newConnection()
			.protocol(HttpProtocol.H2C)
			.headers((headers) -> headers.set("content-encoding", "gzip").set("content-length", "5000"))
			.post()
			.uri(this.path.uri().resolve("/v1/chat/completions"))
			.send((request, out) -> out
				.sendObject(Flux.just(Unpooled.copiedBuffer("half", StandardCharsets.UTF_8)), (any) -> true)
				.neverComplete())
			.responseSingle((response, content) -> content.asString()
				.map((text) -> new Answer(response.status().code(), response.responseHeaders(), text)));
		Answer answer = Objects.requireNonNull(refused.block(Duration.ofSeconds(3)));
		assertThat(answer.status()).isEqualTo(415);
		assertThat(answer.body()).contains("send the body without it");
	}

	private Answer ask(String body) {
		return Objects.requireNonNull(send(body).block(SOON));
	}

	private Mono<Answer> send(String body) {
		return HttpClient.newConnection()
			.protocol(HttpProtocol.H2C)
			.headers((headers) -> headers.set("content-type", "application/json"))
			.post()
			.uri(this.path.uri().resolve("/v1/chat/completions"))
			.send(Mono.fromSupplier(() -> Unpooled.copiedBuffer(body, StandardCharsets.UTF_8)))
			.responseSingle((response, content) -> content.asString()
				.map((text) -> new Answer(response.status().code(), response.responseHeaders(), text)));
	}

	/**
	 * What a client sees.
	 */
	private record Answer(int status, HttpHeaders headers, String body) {

	}

}
