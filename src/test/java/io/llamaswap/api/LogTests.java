package io.llamaswap.api;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.llamaswap.config.Configuration;
import io.llamaswap.log.LogBook;
import io.llamaswap.model.ModelId;
import io.llamaswap.test.FakeModelLifecycle;
import io.llamaswap.test.SampleConfiguration;
import io.llamaswap.test.WebSlice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.netty.Connection;
import reactor.netty.tcp.TcpClient;
import reactor.test.StepVerifier;

import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.FluxExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class LogTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private final Configuration configuration = SampleConfiguration.empty().model("org/a", "first").build();

	private final LogBook logs = new LogBook();

	private final WebSlice slice = WebSlice.start(this.configuration, new FakeModelLifecycle(this.configuration),
			"io.llamaswap.api", this.logs);

	private final WebTestClient client = this.slice.client();

	@AfterEach
	void stop() {
		this.slice.close();
	}

	@Test
	void historyIsPlainText() {
		this.logs.program().append("[INFO] hello <b>\n");
		this.logs.of(new ModelId("org/a")).append("loading ü\n");
		this.client.get()
			.uri("/logs")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentType("text/plain;charset=utf-8")
			.expectHeader()
			.valueEquals("X-Content-Type-Options", "nosniff")
			.expectBody(String.class)
			.isEqualTo("[INFO] hello <b>\nloading ü\n");
	}

	@Test
	void browsersAreLedToThePage() {
		this.client.get()
			.uri("/logs")
			.header(HttpHeaders.ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8")
			.exchange()
			.expectStatus()
			.isFound()
			.expectHeader()
			.location("/log");
	}

	@Test
	void streamsGoOnFromTheHistory() {
		this.logs.of(new ModelId("org/a")).append("one\n");
		for (String path : new String[] { "/logs/stream/org/a", "/logs/stream/org%2Fa", "/logs/stream/first",
				"/logs/stream/upstream", "/logs/stream" }) {
			FluxExchangeResult<byte[]> answer = stream(path);
			assertThat(answer.getResponseHeaders().getFirst("X-Accel-Buffering")).isEqualTo("no");
			assertThat(answer.getResponseHeaders().getFirst("X-Content-Type-Options")).isEqualTo("nosniff");
			StepVerifier.create(text(answer).filter((text) -> text.endsWith("one\n")))
				.expectNextCount(1)
				.thenCancel()
				.verify(SOON);
		}
	}

	@Test
	void liveLinesFollow() {
		this.logs.program().append("old\n");
		StepVerifier.create(text(stream("/logs/stream/proxy")))
			.expectNext("old\n")
			.then(() -> this.logs.program().append("new\n"))
			.expectNext("old\nnew\n")
			.thenCancel()
			.verify(SOON);
	}

	@Test
	void historyIsLeftOutOnRequest() {
		this.logs.program().append("old\n");
		for (String path : new String[] { "/logs/stream/proxy?no-history", "/logs/stream/proxy?no-history=false" }) {
			StepVerifier.create(text(stream(path)))
				.then(() -> this.logs.program().append("new\n"))
				.expectNext("new\n")
				.thenCancel()
				.verify(SOON);
		}
	}

	@Test
	void unknownNamesGetAHint() {
		this.client.get()
			.uri("/logs/stream/nobody")
			.exchange()
			.expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.error.message")
			.isEqualTo("invalid logger. Use 'proxy', 'upstream' or a model's ID");
	}

	@Test
	void aReaderWhoStallsSlowsNobody() {
		Connection stalled = TcpClient.create()
			.host("127.0.0.1")
			.port(this.slice.port())
			.doOnConnected((connection) -> connection.channel().config().setAutoRead(false))
			.connectNow();
		try {
			stalled.outbound()
				.sendString(Flux.just("GET /logs/stream/proxy?no-history HTTP/1.1\r\nHost: x\r\n\r\n"))
				.then()
				.subscribe();
			String line = "x".repeat(1023) + "\n";
			long start = System.nanoTime();
			for (int index = 0; index < 20_000; index++) {
				this.logs.program().append(line);
			}
			assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(10);
		}
		finally {
			stalled.disposeNow();
		}
	}

	private FluxExchangeResult<byte[]> stream(String path) {
		return this.client.get()
			.uri(URI.create(this.slice.address() + path))
			.exchange()
			.expectStatus()
			.isOk()
			.returnResult(byte[].class);
	}

	private static Flux<String> text(FluxExchangeResult<byte[]> answer) {
		return answer.getResponseBody()
			.scan("", (text, bytes) -> text + new String(bytes, StandardCharsets.UTF_8))
			.skip(1);
	}

}
