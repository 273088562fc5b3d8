package io.llamaswap.upstream;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HttpHealthProbe}.
 */
class HttpHealthProbeTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final MockWebServer server = new MockWebServer();

	@BeforeEach
	void start() throws IOException {
		this.server.start(InetAddress.getLoopbackAddress(), 0);
	}

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void okIsHealthyAndTheConnectionIsNotKept() throws InterruptedException {
		this.server.enqueue(new MockResponse.Builder().code(200).body("{}").build());
		assertThat(ask("", "/health").healthy()).isTrue();
		RecordedRequest request = this.server.takeRequest();
		assertThat(request.getMethod()).isEqualTo("GET");
		assertThat(request.getHeaders().get("connection")).isEqualTo("close");
	}

	@ParameterizedTest
	@ValueSource(ints = { 201, 204, 301, 307, 401, 404, 500, 503 })
	void nothingElseIsHealthy(int status) {
		this.server
			.enqueue(new MockResponse.Builder().code(status).addHeader("Location", this.server.url("/ok")).build());
		this.server.enqueue(new MockResponse.Builder().code(200).build());
		HealthProbe.Answer answer = ask("", "/health");
		assertThat(answer.healthy()).isFalse();
		assertThat(answer.description()).startsWith("HTTP " + status);
		assertThat(this.server.getRequestCount()).isEqualTo(1);
	}

	@ParameterizedTest
	@CsvSource({ "'',/health,/health", "'',health,/health", "'','',/", "/v1,/health,/v1/health",
			"/v1/,/health,/v1/health", "/v1,'',/v1", "'',/a?b=c,/a?b=c" })
	void pathIsAppendedToTheBase(String base, String path, String expected) throws InterruptedException {
		this.server.enqueue(new MockResponse.Builder().code(200).build());
		ask(base, path);
		assertThat(this.server.takeRequest().getTarget()).isEqualTo(expected);
	}

	@Test
	void serverWithAKeyIsAskedWithItOrSaysThatItIsMissing() throws InterruptedException {
		this.server.enqueue(new MockResponse.Builder().code(200).build());
		URI base = this.server.url("/").uri();
		assertThat(new HttpHealthProbe(new OutboundCalls(), new Endpoint(base, 1, "its-key"), "/health").ask(LIMIT)
			.toFuture()
			.join()).isEqualTo(new HealthProbe.Answer(true, "HTTP 200"));
		RecordedRequest request = this.server.takeRequest();
		assertThat(request.getHeaders().get("authorization")).isEqualTo("Bearer its-key");
		assertThat(request.getHeaders().get("x-api-key")).isEqualTo("its-key");
		this.server.enqueue(new MockResponse.Builder().code(401).build());
		assertThat(ask("", "/health").description()).isEqualTo("HTTP 401, which asks for the right apiKey");
		assertThat(this.server.takeRequest().getHeaders().get("authorization")).isNull();
	}

	@Test
	void nobodyIsNoConnection() {
		this.server.close();
		assertThat(ask("", "/health")).isEqualTo(new HealthProbe.Answer(false, "no connection"));
	}

	@Test
	void silenceEndsAtTheLimit() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			HealthProbe.Answer answer = ask(silent.getLocalPort(), Duration.ofMillis(200));
			assertThat(answer).isEqualTo(new HealthProbe.Answer(false, "no answer within 200 ms"));
		}
	}

	@ParameterizedTest
	@CsvSource({ "'SSH-2.0-OpenSSH_9\r\n\r\n', something that is not HTTP", "'220 ready\n', something that is not HTTP",
			"'', the connection closed without an answer", "HTTP/1.1, the connection closed without an answer" })
	void garbageAndAHangUpAreNotHealthy(String text, String description) throws IOException {
		try (ServerSocket odd = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			Thread thread = new Thread(() -> answer(odd, text), "odd-server");
			thread.start();
			assertThat(ask(odd.getLocalPort(), LIMIT)).isEqualTo(new HealthProbe.Answer(false, description));
		}
	}

	@Test
	void serverWithoutTlsWhereTlsIsWantedIsToldSo() throws IOException {
		try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			Thread thread = new Thread(() -> answer(plain, "HTTP/1.1 400 Bad Request\r\n\r\n"), "plain-server");
			thread.start();
			URI base = URI.create("https://127.0.0.1:" + plain.getLocalPort());
			assertThat(ask(base, "/health", LIMIT).description())
				.isEqualTo("TLS could not be agreed, or its certificate is not trusted");
		}
	}

	private HealthProbe.Answer ask(String base, String path) {
		return ask(URI.create("http://127.0.0.1:" + this.server.getPort() + base), path, LIMIT);
	}

	private static HealthProbe.Answer ask(int port, Duration limit) {
		return ask(URI.create("http://127.0.0.1:" + port), "/health", limit);
	}

	private static HealthProbe.Answer ask(URI base, String path, Duration limit) {
		return new HttpHealthProbe(new OutboundCalls(), new Endpoint(base, 1), path).ask(limit).toFuture().join();
	}

	private static void answer(ServerSocket server, String text) {
		try (Socket socket = server.accept(); OutputStream out = socket.getOutputStream()) {
			socket.getInputStream().read(new byte[8192]);
			out.write(text.getBytes(StandardCharsets.US_ASCII));
			out.flush();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}
