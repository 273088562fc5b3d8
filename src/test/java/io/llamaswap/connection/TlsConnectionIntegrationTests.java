package io.llamaswap.connection;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Flow;

import io.llamaswap.RunningApplication;
import io.llamaswap.test.DemoModels;
import io.llamaswap.test.RawSocket;
import io.llamaswap.test.TestCertificate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Slow and silent clients behind TLS, and what the access log says of them (D1).
 */
@ExtendWith(OutputCaptureExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsConnectionIntegrationTests {

	private static final String POST = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n";

	private static final String BODY = "{\"model\":\"m\",\"max_tokens\":3,\"messages\":[]}";

	@TempDir
	private static Path folder;

	private TestCertificate certificate;

	private RunningApplication application;

	@BeforeAll
	void start() throws IOException {
		System.setProperty("llamaswap.limits.head", "2s");
		System.setProperty("llamaswap.limits.body-pause", "2s");
		System.setProperty("server.netty.idle-timeout", "5s");
		this.certificate = TestCertificate.in(folder);
		try {
			this.application = RunningApplication.start(folder, DemoModels.startPort()
					+ "logRequests: true\nmodels:\n  m:\n    cmd: " + DemoModels.command("m") + "\n",
					this.certificate.options());
		}
		finally {
			System.clearProperty("llamaswap.limits.head");
			System.clearProperty("llamaswap.limits.body-pause");
			System.clearProperty("server.netty.idle-timeout");
		}
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	private RawSocket client() throws IOException {
		return this.certificate.connect(this.application.address());
	}

	@Test
	void halfAHeadIsGivenUp() throws IOException {
		try (RawSocket client = client()) {
			assertThat(client.send("GET /running HTTP/1.1\r\nHost: loc").readAll()).startsWith("HTTP/1.1 408 ")
				.doesNotContain("<still open>");
		}
	}

	@Test
	void halfABodyIsGivenUp() throws IOException {
		try (RawSocket client = client()) {
			client.send(POST + "Content-Length: 500\r\n\r\n{\"messages\":[],");
			assertThat(client.readAll()).startsWith("HTTP/1.1 408 ").doesNotContain("<still open>");
		}
	}

	@Test
	void aConnectionWithoutARequestIsClosedWhenItHasBeenIdle() throws IOException {
		try (RawSocket client = client()) {
			assertThat(client.readAll()).isEmpty();
		}
	}

	@Test
	void aClientThatIsSilentInTheHandshakeIsClosed() throws IOException {
		try (RawSocket silent = new RawSocket(this.application.address());
				RawSocket half = new RawSocket(this.application.address())) {
			half.send("\u0016\u0003\u0001\u0002\u0000\u0001");
			assertThat(silent.readAll()).doesNotContain("<still open>");
			assertThat(half.readAll()).doesNotContain("<still open>");
		}
	}

	@Test
	void requestsAreServedAndLogged(CapturedOutput output) throws IOException {
		try (RawSocket client = client()) {
			client.patience(60_000).send(POST + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY);
			assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ").contains("chat.completion");
			assertThat(client.send("GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n").readAnswer())
				.startsWith("HTTP/1.1 404 ");
		}
		Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.until(() -> output.getOut().contains("\"GET /nowhere HTTP/1.1\" 404 "));
		assertThat(output.getOut()).contains("\"POST /v1/chat/completions HTTP/1.1\" 200 ");
	}

	@Test
	void streamsOfHttp2AreServedAndLogged(CapturedOutput output) throws Exception {
		HttpClient client = HttpClient.newBuilder().sslContext(this.certificate.trusting()).build();
		HttpResponse<String> answer = client
			.send(HttpRequest.newBuilder(this.application.address().resolve("/v1/chat/completions"))
				.POST(BodyPublishers.ofString(BODY.replace("{", "{\"stream\":true,")))
				.build(), BodyHandlers.ofString());
		assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).contains("data: [DONE]");
		Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.until(() -> output.getOut().contains("\"POST /v1/chat/completions HTTP/2.0\" 200 "));
	}

	@Test
	void tooLargeHeadersOfAStreamAreAnsweredAndTheConnectionGoesOn() throws Exception {
		HttpClient client = HttpClient.newBuilder().sslContext(this.certificate.trusting()).build();
		HttpRequest.Builder request = HttpRequest.newBuilder(this.application.address().resolve("/running"))
			.header("X-Request-Id", "mine");
		for (HttpRequest each : new HttpRequest[] { request.copy().header("X-A", "a".repeat(20_000)).build(),
				request.copy().header("X-A", "a".repeat(20_000)).POST(BodyPublishers.ofString(BODY)).build() }) {
			HttpResponse<String> answer = client.send(each, BodyHandlers.ofString());
			assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
			assertThat(answer.statusCode()).isEqualTo(431);
			assertThat(answer.headers().firstValue("X-Request-Id")).hasValue("mine");
			assertThat(answer.body()).contains("request headers too large (limit: 16384 bytes)");
		}
		assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
	}

	@Test
	void halfABodyOfAStreamIsGivenUp() {
		HttpClient client = HttpClient.newBuilder().sslContext(this.certificate.trusting()).build();
		BodyPublisher half = BodyPublishers
			.fromPublisher((subscriber) -> subscriber.onSubscribe(new Flow.Subscription() {

				private boolean begun;

				@Override
				public void request(long count) {
					if (!this.begun) {
						this.begun = true;
						subscriber.onNext(ByteBuffer.wrap("{\"messages\":[],".getBytes(StandardCharsets.UTF_8)));
					}
				}

				@Override
				public void cancel() {
					// Nothing is held.
				}

			}));
		HttpRequest request = HttpRequest.newBuilder(this.application.address().resolve("/v1/chat/completions"))
			.POST(half)
			.timeout(Duration.ofSeconds(30))
			.build();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> client.send(request, BodyHandlers.ofString()))
			.withMessageContaining("RST_STREAM");
	}

}
