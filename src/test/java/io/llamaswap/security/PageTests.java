package io.llamaswap.security;

import java.util.List;

import io.llamaswap.config.Configuration;
import io.llamaswap.log.LogBook;
import io.llamaswap.test.Configurations;
import io.llamaswap.test.FakeModelLifecycle;
import io.llamaswap.test.WebSlice;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What pages of other sites, and requests under other names, can do (A1 to A4, C174,
 * C234).
 */
class PageTests {

	private static final String MODEL = "models: {a: {cmd: x, proxy: 'http://127.0.0.1:9'}}\n";

	private Slice open = new Slice(MODEL);

	@AfterEach
	void stop() {
		this.open.slice.close();
	}

	private void with(String yaml) {
		this.open.slice.close();
		this.open = new Slice(MODEL + yaml);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/chat/completions", "/upstream/a/x", "/unknown", "/unload", "/api/models/unload",
			"/%75nload", "/unload;x=y" })
	void foreignOriginsNeitherUseNorChangeAnything(String path) {
		for (String origin : List.of("http://evil.example", "null", "http://localhost.evil.example",
				"http://u@127.0.0.1:1x", "file://", "not an origin")) {
			assertThat(status(HttpMethod.POST, path, "Origin", origin)).as(origin).isEqualTo(403);
		}
		assertThat(status(HttpMethod.POST, path, "Sec-Fetch-Site", "cross-site")).isEqualTo(403);
		assertThat(this.open.lifecycle.calls()).isEmpty();
	}

	@Test
	void foreignOriginsOpenNoWebSocket() {
		assertThat(this.open.client.get()
			.uri("/upstream/a/ws")
			.header("Connection", "Upgrade")
			.header("Upgrade", "websocket")
			.header("Origin", "http://evil.example")
			.exchange()
			.returnResult(Void.class)
			.getStatus()
			.value()).isEqualTo(403);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost:3000", "http://127.0.0.1", "https://[::1]:1", "app://obsidian.md",
			"vscode-webview://abc", "chrome-extension://abcdef" })
	void pagesAndProgramsOfThisMachineUseModelsButChangeNothing(String origin) {
		assertThat(status(HttpMethod.POST, "/unknown", "Origin", origin)).isEqualTo(404);
		assertThat(status(HttpMethod.POST, "/unload", "Origin", origin)).isEqualTo(403);
	}

	@Test
	void imagesOfOtherPagesLoadNothingAndLinksDo() {
		assertThat(status(HttpMethod.GET, "/unknown", "Sec-Fetch-Site", "cross-site")).isEqualTo(403);
		assertThat(status(HttpMethod.GET, "/unknown", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate",
				"Sec-Fetch-User", "?1"))
			.isEqualTo(404);
		assertThat(status(HttpMethod.GET, "/running", "Sec-Fetch-Site", "cross-site")).isEqualTo(200);
	}

	@Test
	void configuredOriginsMayDoWhatOursMay() {
		with("cors: {allowedOrigins: ['http://chat.example:3000']}");
		assertThat(status(HttpMethod.POST, "/unload", "Origin", "http://chat.example:3000")).isEqualTo(200);
		assertThat(status(HttpMethod.POST, "/unload", "Origin", "http://chat.example")).isEqualTo(403);
		with("cors: {allowedOrigins: ['*']}");
		assertThat(status(HttpMethod.POST, "/unknown", "Origin", "http://any.example")).isEqualTo(404);
		assertThat(status(HttpMethod.POST, "/unload", "Origin", "http://any.example")).isEqualTo(403);
	}

	@Test
	void onlyProgramsOfThisMachineUnloadByGet() {
		assertThat(status(HttpMethod.GET, "/unload", "User-Agent", "curl/8")).isEqualTo(200);
		assertThat(status(HttpMethod.GET, "/unload", "User-Agent", "Mozilla/5.0")).isEqualTo(403);
		assertThat(status(HttpMethod.GET, "/unload", "Referer", "http://x/")).isEqualTo(403);
		assertThat(status(HttpMethod.GET, "/unload", "X-Forwarded-For", "10.0.0.1")).isEqualTo(403);
		assertThat(status(HttpMethod.GET, "/unload", "Sec-Fetch-Site", "none", "User-Agent", "Mozilla/5.0"))
			.isEqualTo(200);
		assertThat(this.open.lifecycle.calls()).hasSize(2);
		with("unloadByGet: true");
		assertThat(status(HttpMethod.GET, "/unload", "User-Agent", "Mozilla/5.0", "X-Forwarded-For", "10.0.0.1"))
			.isEqualTo(200);
		assertThat(status(HttpMethod.GET, "/unload", "Sec-Fetch-Site", "cross-site")).isEqualTo(403);
		assertThat(status(HttpMethod.GET, "/unload", "Origin", "http://evil.example")).isEqualTo(403);
	}

	@Test
	void aKeyInAHeaderOfItsOwnProvesMoreThanAnOrigin() {
		with("apiKeys: [k]");
		String foreign = "http://evil.example";
		assertThat(status(HttpMethod.POST, "/unload", "Origin", foreign, "Authorization", "Bearer k")).isEqualTo(200);
		assertThat(status(HttpMethod.POST, "/unload", "Origin", foreign, "x-api-key", "k")).isEqualTo(200);
		assertThat(
				status(HttpMethod.POST, "/unload", "Origin", foreign, "Authorization", CredentialsTests.basic("u:k")))
			.isEqualTo(403);
		assertThat(
				status(HttpMethod.POST, "/unknown", "Origin", foreign, "Authorization", CredentialsTests.basic("u:k")))
			.isEqualTo(403);
		assertThat(status(HttpMethod.GET, "/unload", "Referer", foreign, "Authorization", "Bearer k")).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource({ "evil.example, 403", "localhost:1, 200", "127.0.0.1, 200", "[::1]:80, 200", "llm.example, 403",
			"'localhost/?x=', 400", "'', 400", "LOCALHOST., 200" })
	void otherNamesAreRefused(String host, int status) {
		assertThat(status(HttpMethod.GET, "/running", "Host", host)).isEqualTo(status);
		assertThat(status(HttpMethod.POST, "/unknown", "Host", host)).isEqualTo((status == 200) ? 404 : status);
		assertThat(status(HttpMethod.OPTIONS, "/running", "Host", host)).isEqualTo((status == 200) ? 204 : status);
		assertThat(this.open.lifecycle.calls()).isEmpty();
	}

	@Test
	void otherNamesNeedToBeAllowedOrAKey() {
		with("allowedHosts: [llm.example, '*.lan']");
		assertThat(status(HttpMethod.GET, "/running", "Host", "LLM.example:80")).isEqualTo(200);
		assertThat(status(HttpMethod.GET, "/running", "Host", "a.lan")).isEqualTo(200);
		assertThat(status(HttpMethod.GET, "/running", "Host", "evil.example")).isEqualTo(403);
		with("apiKeys: [k]");
		assertThat(status(HttpMethod.GET, "/running", "Host", "llm.example")).isEqualTo(401);
		assertThat(status(HttpMethod.GET, "/running", "Host", "llm.example", "x-api-key", "k")).isEqualTo(200);
	}

	@Test
	void whoOnlyAsksWhetherWeLiveMayUseAnyName() {
		assertThat(status(HttpMethod.GET, "/health", "Host", "balancer.example")).isEqualTo(200);
		assertThat(status(HttpMethod.GET, "/health;x", "Host", "balancer.example")).isEqualTo(403);
	}

	@Test
	void preflightsInviteEverybodyOnlyWhereAKeyProtects() {
		assertThat(invited("http://any.example")).isNull();
		assertThat(invited("http://localhost:3000")).isEqualTo("http://localhost:3000");
		with("apiKeys: [k]");
		assertThat(invited("http://any.example")).isEqualTo("*");
		with("apiKeys: [k]\ncors: {allowedOrigins: []}");
		assertThat(invited("http://any.example")).isNull();
		with("cors: {allowedOrigins: ['*']}");
		assertThat(invited("http://any.example")).isEqualTo("*");
	}

	@Test
	void pagesThatMayCallMayReadAnswersAndErrorsToo() {
		assertThat(readable("/running", "http://localhost:3000")).isEqualTo("http://localhost:3000");
		assertThat(readable("/v1/nothing", "http://localhost:3000")).isEqualTo("http://localhost:3000");
		assertThat(readable("/running", "http://any.example")).isNull();
		with("apiKeys: [k]");
		assertThat(readable("/running", "http://any.example")).as("401").isEqualTo("*");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/models", "/models", "/v1/models/a" })
	void listingsAreReadByPagesThatMayCall(String path) {
		assertThat(readable(path, "http://localhost:3000")).isEqualTo("http://localhost:3000");
		assertThat(readable(path, "http://any.example")).isNull();
		assertThat(readable(path, "null")).isNull();
		with("cors: {allowedOrigins: ['http://chat.example']}");
		assertThat(readable(path, "http://chat.example")).isEqualTo("http://chat.example");
		assertThat(readable(path, "http://any.example")).isNull();
		with("cors: {allowedOrigins: ['*']}");
		assertThat(readable(path, "http://any.example")).isEqualTo("*");
		with("apiKeys: [k]");
		assertThat(readable(path, "http://any.example")).isEqualTo("*");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/unload", "/api/models/unload", "/api/profiles/active" })
	void nobodyIsInvitedToChangeAnything(String path) {
		with("apiKeys: [k]\ncors: {allowedOrigins: ['*', 'http://chat.example']}");
		for (String origin : List.of("http://any.example", "http://localhost:3000")) {
			assertThat(this.open.client.options()
				.uri(path)
				.header(HttpHeaders.ORIGIN, origin)
				.header("Access-Control-Request-Method", "POST")
				.exchange()
				.returnResult(Void.class)
				.getResponseHeaders()
				.getFirst(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN)).isNull();
		}
	}

	private @Nullable String readable(String path, String origin) {
		HttpHeaders headers = this.open.client.get()
			.uri(path)
			.header(HttpHeaders.ORIGIN, origin)
			.exchange()
			.returnResult(Void.class)
			.getResponseHeaders();
		String reader = headers.getFirst(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN);
		assertThat(headers.getVary()).isEqualTo("*".equals(reader) ? List.of() : List.of(HttpHeaders.ORIGIN));
		return reader;
	}

	private @Nullable String invited(String origin) {
		HttpHeaders headers = this.open.client.options()
			.uri("/v1/chat/completions")
			.header(HttpHeaders.ORIGIN, origin)
			.exchange()
			.returnResult(Void.class)
			.getResponseHeaders();
		assertThat(headers.getFirst(HttpHeaders.VARY)).isEqualTo(HttpHeaders.ORIGIN);
		assertThat(headers.getFirst(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS)).isNull();
		return headers.getFirst(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN);
	}

	private int status(HttpMethod method, String path, String... headers) {
		WebTestClient.RequestBodySpec request = this.open.client.method(method)
			.uri(java.net.URI.create(this.open.slice.address() + path));
		for (int index = 0; index < headers.length; index += 2) {
			request.header(headers[index], headers[index + 1]);
		}
		return request.exchange().returnResult(byte[].class).getStatus().value();
	}

	/**
	 * The part of the application under test, with one configuration.
	 */
	private static final class Slice {

		private final FakeModelLifecycle lifecycle;

		private final WebSlice slice;

		private final WebTestClient client;

		Slice(String yaml) {
			Configuration configuration = Configurations.parse(yaml);
			this.lifecycle = new FakeModelLifecycle(configuration);
			this.slice = WebSlice.start(configuration, this.lifecycle, "io.llamaswap.api,io.llamaswap.security",
					new LogBook());
			this.client = this.slice.client();
		}

	}

}
