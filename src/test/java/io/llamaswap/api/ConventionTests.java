package io.llamaswap.api;

import java.net.URI;

import io.llamaswap.config.Configuration;
import io.llamaswap.log.LogBook;
import io.llamaswap.test.FakeModelLifecycle;
import io.llamaswap.test.SampleConfiguration;
import io.llamaswap.test.WebSlice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConventionTests {

	private final Configuration configuration = SampleConfiguration.empty().model("a").build();

	private final FakeModelLifecycle lifecycle = new FakeModelLifecycle(this.configuration);

	private final WebSlice slice = WebSlice.start(this.configuration, this.lifecycle,
			"io.llamaswap.api,io.llamaswap.security", new LogBook());

	private final WebTestClient client = this.slice.client();

	@AfterAll
	void stop() {
		this.slice.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/nothing", "/health/", "/api", "/ui/nothing" })
	void unknownPathsAreNotFoundInPlainText(String path) {
		this.client.get()
			.uri(path)
			.header(HttpHeaders.ACCEPT, "application/json")
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectHeader()
			.contentType("text/plain;charset=utf-8")
			.expectHeader()
			.valueEquals("X-Content-Type-Options", "nosniff")
			.expectBody(String.class)
			.isEqualTo("404 page not found\n");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			DELETE | /v1/models              | GET, HEAD
			DELETE | /v1/models/a            | GET, HEAD
			POST   | /running                | GET, HEAD
			PUT    | /unload                 | GET, HEAD, POST
			GET    | /api/models/unload      | POST
			GET    | /api/models/unload/a    | POST
			POST   | /health                 | GET, HEAD
			POST   | /logs                   | GET, HEAD
			POST   | /logs/stream/a          | GET, HEAD
			""")
	void wrongMethodsAreNamedWithTheRightOnes(String method, String path, String allow) {
		this.client.method(HttpMethod.valueOf(method))
			.uri(path)
			.header(HttpHeaders.ACCEPT, "application/json")
			.exchange()
			.expectStatus()
			.isEqualTo(405)
			.expectHeader()
			.valueEquals(HttpHeaders.ALLOW, allow)
			.expectBody(String.class)
			.isEqualTo("Method Not Allowed\n");
		assertThat(this.lifecycle.calls()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/models", "/models", "/health", "/wol-health", "/running", "/upstream", "/api/version",
			"/logs", "/logs/stream", "/logs/stream/a", "/favicon.ico" })
	void headWorksWhereverGetDoes(String path) {
		this.client.head().uri(path).exchange().expectStatus().isOk().expectBody().isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "//running, /running", "/api/./version?x=1, /api/version?x=1", "/a/../running, /running",
			"/../../running/, /running/", "/ui/.., /", "//evil.example/x, /evil.example/x" })
	void uncleanPathsAreRedirectedWithTheirQuery(String path, String clean) {
		this.client.get()
			.uri(URI.create(this.slice.address() + path))
			.exchange()
			.expectStatus()
			.isEqualTo(307)
			.expectHeader()
			.location(clean);
	}

	@Test
	void pathsOfModelServersAreNotCleaned() {
		this.client.get()
			.uri(URI.create(this.slice.address() + "/upstream/a//b"))
			.exchange()
			.expectStatus()
			.isNotFound();
	}

	@Test
	void theRootLeadsToTheDashboard() {
		this.client.get().uri("/").exchange().expectStatus().isFound().expectHeader().location("/ui/");
		this.client.get().uri("/ui").exchange().expectStatus().isEqualTo(307).expectHeader().location("/ui/");
	}

	@Test
	void ownAnswersKeepBrowsersFromGuessing() {
		this.client.get()
			.uri("/running")
			.exchange()
			.expectHeader()
			.valueEquals("X-Content-Type-Options", "nosniff")
			.expectHeader()
			.valueEquals("Referrer-Policy", "no-referrer")
			.expectHeader()
			.value("Content-Security-Policy",
					(policy) -> assertThat(policy).contains("frame-ancestors 'none'").doesNotContain("unsafe"));
	}

	@Test
	void optionsIsAnsweredOnAnyPath() {
		this.client.options()
			.uri("/v1/chat/completions")
			.exchange()
			.expectStatus()
			.isNoContent()
			.expectHeader()
			.valueEquals("Access-Control-Allow-Origin", "*")
			.expectHeader()
			.valueEquals("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS")
			.expectHeader()
			.valueEquals("Access-Control-Allow-Headers", "Content-Type, Authorization, Accept, X-Requested-With")
			.expectHeader()
			.valueEquals("Access-Control-Max-Age", "86400");
	}

	@Test
	void requestedHeadersAreAllowedWithoutWhatIsNoToken() {
		this.client.options()
			.uri("/anything/at/all")
			.header("Access-Control-Request-Headers", "x-stainless-os, bad header,Content-Type, x<y>")
			.exchange()
			.expectHeader()
			.valueEquals("Access-Control-Allow-Headers", "x-stainless-os, Content-Type");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost:3000", "http://127.0.0.1", "https://[::1]:8443" })
	void pagesOfThisMachineMayCall(String origin) {
		preflight(origin).expectHeader().valueEquals("Access-Control-Allow-Origin", origin);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://evil.example", "null", "http://localhost.evil.example", "not an origin" })
	void pagesFromElsewhereMayNot(String origin) {
		preflight(origin).expectStatus().isNoContent().expectHeader().doesNotExist("Access-Control-Allow-Origin");
	}

	private WebTestClient.ResponseSpec preflight(String origin) {
		return this.client.options()
			.uri("/v1/chat/completions")
			.header(HttpHeaders.ORIGIN, origin)
			.header("Access-Control-Request-Method", "POST")
			.exchange();
	}

}
