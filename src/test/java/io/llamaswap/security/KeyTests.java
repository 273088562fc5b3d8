package io.llamaswap.security;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.llamaswap.config.Configuration;
import io.llamaswap.log.LogBook;
import io.llamaswap.test.FakeModelLifecycle;
import io.llamaswap.test.RawSocket;
import io.llamaswap.test.SampleConfiguration;
import io.llamaswap.test.WebSlice;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyTests {

	private final Configuration configuration = SampleConfiguration.empty()
		.model("a")
		.apiKeys("first-key", "second-key", "cl\u00e9-\u5bc6-\u00e0")
		.build();

	private final FakeModelLifecycle lifecycle = new FakeModelLifecycle(this.configuration);

	private final WebSlice slice = WebSlice.start(this.configuration, this.lifecycle,
			"io.llamaswap.api,io.llamaswap.dashboard,io.llamaswap.security", new LogBook());

	private final WebTestClient client = this.slice.client();

	@AfterAll
	void stop() {
		this.slice.close();
	}

	/**
	 * Returns every mapping that there is, whoever adds one later.
	 * @return method and path
	 */
	List<String> mappings() {
		List<String> mappings = new ArrayList<>();
		this.slice.bean(RequestMappingHandlerMapping.class).getHandlerMethods().keySet().forEach((info) -> {
			String method = info.getMethodsCondition().getMethods().stream().findFirst().map(Enum::name).orElse("GET");
			info.getPatternsCondition()
				.getPatterns()
				.forEach((path) -> mappings.add(method + " "
						+ path.getPatternString().replaceAll("/?\\{\\*[^}]+}", "/a").replaceAll("\\{[^}]+}", "a")));
		});
		mappings.removeIf(
				(mapping) -> List.of("GET /health", "GET /wol-health", "GET /", "GET /favicon.ico", "GET /upstream")
					.contains(mapping));
		return mappings;
	}

	@ParameterizedTest
	@MethodSource("mappings")
	void everyMappingNeedsAKey(String mapping) {
		String[] words = mapping.split(" ", 2);
		for (String path : List.of(words[1], words[1] + ";x=y", words[1] + "?key=first-key&api_key=first-key")) {
			refused(HttpMethod.valueOf(words[0]), path);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/chat/completions", "/v1/messages", "/upstream/a/x", "/upstream/", "/health/",
			"/health;x", "/%68ealth", "/HEALTH", "/unknown", "/%75nload", "/actuator/health", "/%2fhealth",
			"/wol-health/x", "/favicon.ico/..;/unload" })
	void everythingElseNeedsAKeyHoweverItIsSpelt(String path) {
		refused(HttpMethod.GET, path);
		refused(HttpMethod.POST, path);
		refused(HttpMethod.PUT, path);
	}

	private void refused(HttpMethod method, String path) {
		this.client.method(method)
			.uri(URI.create(this.slice.address() + path))
			.exchange()
			.expectStatus()
			.isUnauthorized()
			.expectHeader()
			.valueEquals(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"llama-swap\"");
		assertThat(this.lifecycle.calls()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "/health, 200", "/wol-health, 200", "/, 302", "/favicon.ico, 200", "/upstream, 302" })
	void theseAreOpen(String path, int status) {
		this.client.get().uri(path).exchange().expectStatus().isEqualTo(status);
		this.client.head().uri(path).exchange().expectStatus().isEqualTo(status);
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PUT", "PATCH", "DELETE" })
	void theListLeadsNobodyToThePagesWhoSendsSomething(String method) {
		refused(HttpMethod.valueOf(method), "/upstream");
	}

	@Test
	void preflightsAreAnsweredWithoutAKey() {
		this.client.options().uri("/v1/chat/completions").exchange().expectStatus().isNoContent();
	}

	@Test
	void anyKeyOpensHoweverItIsSent() {
		for (String key : List.of("first-key", "second-key")) {
			get("Authorization", "Bearer " + key).expectStatus().isOk();
			get("Authorization", CredentialsTests.basic("me:" + key)).expectStatus().isOk();
			get("x-api-key", key).expectStatus().isOk();
		}
	}

	@Test
	void keyInUtf8OpensAsItStandsOnTheWire() throws IOException {
		// Its last byte is a blank to those who take bytes for characters.
		String wire = new String("cl\u00e9-\u5bc6-\u00e0".getBytes(StandardCharsets.UTF_8),
				StandardCharsets.ISO_8859_1);
		String basic = CredentialsTests.basic("me:cl\u00e9-\u5bc6-\u00e0");
		try (RawSocket socket = new RawSocket(URI.create(this.slice.address()))) {
			for (String header : List.of("Authorization: Bearer " + wire, "x-api-key: " + wire,
					"Authorization: " + basic)) {
				assertThat(models(socket, header)).startsWith("HTTP/1.1 200 ");
			}
			assertThat(models(socket, "x-api-key: cl\u00e9-\u00e0")).as("ISO 8859-1").startsWith("HTTP/1.1 401 ");
			assertThat(models(socket, "x-api-key: cl?-?-?")).startsWith("HTTP/1.1 401 ");
		}
	}

	private static String models(RawSocket socket, String header) throws IOException {
		return socket.send("GET /v1/models HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n").readAnswer();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "first", "first-key ", "First-Key", "first-key,second-key", "first-keyX", "*" })
	void whatIsNotExactlyAKeyOpensNothing(String key) {
		if (!key.endsWith(" ")) {
			get("Authorization", "Bearer " + key).expectStatus().isUnauthorized();
			get("x-api-key", key).expectStatus().isUnauthorized();
		}
		get("Authorization", CredentialsTests.basic("me:" + key)).expectStatus().isUnauthorized();
		get("Authorization", CredentialsTests.basic("first-key:" + key)).expectStatus().isUnauthorized();
	}

	@Test
	void keysInCookieOrQueryOpenNothing() {
		get("Cookie", "key=first-key; x-api-key=first-key").expectStatus().isUnauthorized();
		get("api-key", "first-key").expectStatus().isUnauthorized();
		get("Proxy-Authorization", "Bearer first-key").expectStatus().isUnauthorized();
	}

	private WebTestClient.ResponseSpec get(String header, String value) {
		return this.client.get().uri("/v1/models").header(header, value).exchange();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					/v1/chat/completions |                  | {"src":"llama-swap","error":{"message":"unauthorized: invalid or missing API key","type":"authentication_error","param":null,"code":"unauthorized"}}
					/v1/messages         | application/json | {"src":"llama-swap","type":"error","error":{"type":"authentication_error","message":"unauthorized: invalid or missing API key"}}
					/v1/models           | text/plain       | llama-swap: unauthorized: invalid or missing API key
					""")
	void theErrorHasTheShapeOfTheRoute(String path, String accept, String body) {
		this.client.post().uri(path).headers((headers) -> {
			if (accept != null) {
				headers.set(HttpHeaders.ACCEPT, accept);
			}
		})
			.header("x-api-key", "not-a-key")
			.exchange()
			.expectStatus()
			.isUnauthorized()
			.expectBody(String.class)
			.isEqualTo(body);
	}

	@Test
	void guessesAreCountedAndReachNobody() throws IOException {
		double before = failedKeys();
		try (RawSocket client = new RawSocket(URI.create(this.slice.address()))) {
			for (int number = 0; number < 3_000; number++) {
				String answer = client
					.send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
							+ "Authorization: Bearer guess-" + number + "\r\n\r\n")
					.readAnswer();
				assertThat(answer).startsWith("HTTP/1.1 401 ").doesNotContain("guess-");
			}
		}
		assertThat(failedKeys() - before).isEqualTo(3_000);
		assertThat(this.lifecycle.calls()).isEmpty();
	}

	private double failedKeys() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		this.slice.bean(MeterBinder.class).bindTo(registry);
		assertThat(registry.getMeters()).as("series, whoever guesses").hasSize(1);
		return registry.get("llamaswap.keys.failed").functionCounter().count();
	}

}
