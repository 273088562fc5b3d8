package io.llamaswap.security;

import java.util.List;

import io.llamaswap.config.Configuration;
import io.llamaswap.log.LogBook;
import io.llamaswap.model.Caller;
import io.llamaswap.test.Configurations;
import io.llamaswap.test.FakeModelLifecycle;
import io.llamaswap.test.WebSlice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Callers with names: what each of them may.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallerTests {

	private final Configuration configuration = Configurations.parse("""
			apiKeys: [all]
			callers:
			  asks: {key: asks, models: ['a*'], scopes: [inference], maxPriority: 3}
			  looks: {key: looks, scopes: [read]}
			  changes: {key: changes, scopes: [admin]}
			  usual: {key: 'sha256:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b', models: [other]}
			models:
			  a1: {cmd: x, proxy: 'http://127.0.0.1:9'}
			  b1: {cmd: x, proxy: 'http://127.0.0.1:9', aliases: [other]}
			wildcardAliases: {'gpt-*': other}
			""");

	private final FakeModelLifecycle lifecycle = new FakeModelLifecycle(this.configuration);

	private final WebSlice slice = WebSlice.start(this.configuration, this.lifecycle,
			"io.llamaswap.api,io.llamaswap.security", new LogBook());

	@AfterAll
	void stop() {
		this.slice.close();
	}

	@ParameterizedTest
	@CsvSource({ "asks, POST, /unknown, 404", "looks, POST, /unknown, 403", "changes, POST, /unknown, 403",
			"asks, GET, /upstream/a1/, 404", "looks, GET, /upstream/a1/, 403", "asks, GET, /running, 403",
			"looks, GET, /running, 200", "changes, GET, /running, 403", "usual, GET, /running, 200",
			"looks, GET, /logs, 200", "asks, GET, /logs, 403", "looks, GET, /api/captures/1, 403",
			"changes, GET, /api/captures/1, 404", "looks, POST, /unload, 403", "usual, POST, /unload, 403",
			"looks, GET, /unload, 403", "looks, HEAD, /unload, 200", "changes, POST, /unload, 200",
			"all, POST, /unload, 200", "asks, PUT, /api/profiles/active, 403", "looks, POST, /%75nload, 403",
			"looks, POST, /api/models/load/a1, 403", "asks, GET, /health, 200", "nobody, GET, /running, 401",
			"asks, POST, /api/chat, 404", "looks, POST, /api/chat, 403", "asks, GET, /api/tags, 404",
			"looks, GET, /api/tags, 403", "asks, POST, /api/models/typo, 403", "asks, POST, /api/%6dodels/unload, 403",
			"looks, DELETE, /v1/models/a1, 403", "looks, POST, /models/load, 403",
			"asks, POST, /api/config;x/check, 403", "secret, GET, /running, 200", "sha256:2bb, GET, /, 302" })
	void scopesOpenTheirRoutesOnly(String key, HttpMethod method, String path, int status) {
		assertThat(this.slice.client()
			.method(method)
			.uri(java.net.URI.create(this.slice.address() + path))
			.header("x-api-key", key.equals("usual") ? "secret" : key)
			.exchange()
			.returnResult(byte[].class)
			.getStatus()
			.value()).isEqualTo(status);
	}

	@ParameterizedTest
	@CsvSource({ "all, '[a1, b1]'", "asks, '[a1]'", "secret, '[b1]'", "changes, '[a1, b1]'" })
	void listingsShowTheirModelsOnly(String key, String models) {
		List<String> ids = new java.util.ArrayList<>();
		this.slice.client()
			.get()
			.uri("/v1/models")
			.header("x-api-key", key)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.data[*].id")
			.value((Object found) -> ids
				.add(String.valueOf(found).replace("\"", "").replace(",", ", ").replace(",  ", ", ")));
		assertThat(ids).containsExactly(models);
	}

	@Test
	void whatACallerMayNotUseIsNeitherListedNorPlanned() {
		assertThat(body("/upstream")).contains("b1").doesNotContain("a1");
		for (String path : List.of("/api/plan?model=a1", "/v1/models/a1")) {
			String hidden = body(path);
			assertThat(hidden).startsWith("{\"src\":\"llama-swap\",\"error\":{\"message\":\"model not found\"");
			assertThat(body(path.replace("a1", "zz"))).isEqualTo(hidden);
		}
		assertThat(body("/v1/models/other")).contains("\"id\":\"other\"");
		assertThat(body("/v1/models/gpt-9")).contains("\"id\":\"gpt-9\"", "\"state\":\"stopped\"");
	}

	private String body(String path) {
		return String.valueOf(this.slice.client()
			.get()
			.uri(path)
			.header("x-api-key", "secret")
			.exchange()
			.returnResult(String.class)
			.getResponseBody()
			.blockFirst());
	}

	@Test
	void aHashIsNoKey() {
		KeyRing keys = KeyRing.of(this.configuration.access());
		assertThat(keys.find("sha256:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b")).isNull();
		assertThat(keys.find("secret")).isNotNull().extracting(Caller::name).isEqualTo("usual");
	}

	@Test
	void callersAreNamedAndBounded() {
		KeyRing keys = KeyRing.of(this.configuration.access());
		Caller asks = java.util.Objects.requireNonNull(keys.find("asks"));
		assertThat(asks.name()).isEqualTo("asks");
		assertThat(asks.highestPriority()).isEqualTo(3);
		assertThat(asks.mayUse("a1")).isTrue();
		assertThat(asks.mayUse("b1")).isFalse();
		assertThat(keys.find("all")).isNotNull().extracting(Caller::name).isEqualTo("apiKeys[0]");
	}

}
