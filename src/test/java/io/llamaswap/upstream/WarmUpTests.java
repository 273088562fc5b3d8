package io.llamaswap.upstream;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

class WarmUpTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	private final MockWebServer server = new MockWebServer();

	@BeforeEach
	void start() throws IOException {
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"/v1/chat/completions | {\"model\":\"m\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
			"/v1/messages | {\"model\":\"m\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
			"/v1/completions | {\"model\":\"m\",\"max_tokens\":1,\"prompt\":\"Hi\"}",
			"/v1/embeddings | {\"model\":\"m\",\"input\":\"Hi\"}" })
	void oneTokenIsAskedForWhereThatMakesSense(String path, String body) throws Exception {
		assertThat(ask(path, "m", 200).getMethod()).isEqualTo("POST");
		RecordedRequest request = ask(path, "m", 200);
		assertThat(request.getTarget()).isEqualTo(path);
		assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
		assertThat(body(request)).isEqualTo(body);
	}

	@Test
	void everythingElseIsJustFetched() throws Exception {
		RecordedRequest request = ask("/props?x=1", "m", 200);
		assertThat(request.getMethod()).isEqualTo("GET");
		assertThat(request.getTarget()).isEqualTo("/props?x=1");
	}

	@ParameterizedTest
	@CsvSource({ "404", "500", "307" })
	void statusIsToldWhateverItIs(int status) throws Exception {
		ask("/", "m", status);
	}

	@Test
	void quotesInANameStayInsideIt() throws Exception {
		assertThat(body(ask("/v1/completions", "a\"b\\c", 200)))
			.startsWith("{\"model\":\"a\\\"b\\\\c\",\"max_tokens\":1");
	}

	@Test
	void serverThatIsGoneIsAnError() {
		Endpoint server = new Endpoint(this.server.url("/").uri(), 1);
		this.server.close();
		StepVerifier.create(new WarmUp().ask(server, "/", "m")).expectError().verify(SOON);
	}

	private static String body(RecordedRequest request) {
		return Objects.requireNonNull(request.getBody()).utf8();
	}

	private RecordedRequest ask(String path, String model, int status) throws InterruptedException {
		this.server.enqueue(new MockResponse.Builder().code(status).body("{}").build());
		StepVerifier.create(new WarmUp().ask(new Endpoint(this.server.url("/").uri(), 1, "its-key"), path, model))
			.expectNext(status)
			.expectComplete()
			.verify(SOON);
		RecordedRequest request = this.server.takeRequest();
		assertThat(request.getHeaders().get("authorization")).isEqualTo("Bearer its-key");
		return request;
	}

}
