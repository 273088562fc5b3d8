package io.llamaswap.security;

import java.util.List;

import com.jayway.jsonpath.JsonPath;
import io.llamaswap.config.Configuration;
import io.llamaswap.log.LogBook;
import io.llamaswap.model.Caller;
import io.llamaswap.model.ModelState;
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
			"looks, GET, /unload, 403", "looks, HEAD, /unload, 403", "changes, HEAD, /unload, 200",
			"changes, POST, /unload, 200", "all, POST, /unload, 200", "asks, PUT, /api/profiles/active, 403",
			"looks, POST, /%75nload, 403", "looks, POST, /api/models/load/a1, 403", "asks, GET, /health, 200",
			"nobody, GET, /running, 401", "asks, POST, /api/chat, 404", "looks, POST, /api/chat, 403",
			"asks, GET, /api/tags, 404", "looks, GET, /api/tags, 403", "asks, POST, /api/models/typo, 403",
			"asks, POST, /api/%6dodels/unload, 403", "looks, DELETE, /v1/models/a1, 403",
			"looks, POST, /models/load, 403", "asks, POST, /api/config;x/check, 403", "secret, GET, /running, 200",
			"sha256:2bb, GET, /, 302" })
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
	@CsvSource({ "all, '[a1, b1]'", "asks, '[a1]'", "secret, '[other]'", "changes, '[a1, b1]'" })
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

	@ParameterizedTest
	@CsvSource({ "false, 'as2,both'", "true, 'as1,as2,both,both2'" })
	void onlyNamesThatAKeyMayUseAreListed(boolean withAliases, String names) {
		Configuration some = Configurations.parse("""
				callers:
				  some: {key: some, models: ['as*', both, oneof]}
				includeAliasesInList: %s
				models:
				  slow1: {cmd: x, proxy: 'http://127.0.0.1:9', aliases: [other1]}
				  slow2: {cmd: x, proxy: 'http://127.0.0.1:9', aliases: [as2, other2]}
				  both: {cmd: x, proxy: 'http://127.0.0.1:9', aliases: [as1, both2]}
				""".formatted(withAliases));
		FakeModelLifecycle idle = new FakeModelLifecycle(some);
		try (WebSlice other = WebSlice.start(some, idle, "io.llamaswap.api,io.llamaswap.security", new LogBook())) {
			assertThat(ids(other, "/v1/models")).isEqualTo(List.of(names.split(",")));
			assertThat(ids(other, "/upstream")).containsExactlyInAnyOrder("as2", "both");
			for (String path : List.of("/v1/models", "/v1/models/as2", "/upstream", "/v1/models/slow")) {
				assertThat(body(other, "some", path)).doesNotContain("slow", "other");
			}
		}
	}

	private static List<String> ids(WebSlice slice, String path) {
		return JsonPath.read(body(slice, "some", path), "$.data[*].id");
	}

	@Test
	void targetsOfSelectorsAreNamedToWhoMayUseThem() {
		Configuration some = Configurations.parse("""
				callers:
				  some: {key: some, models: [one, a]}
				models:
				  a: {cmd: x, proxy: 'http://127.0.0.1:9'}
				  hidden: {cmd: x, proxy: 'http://127.0.0.1:9'}
				selectors:
				  one: {strategy: pin, targets: [a, hidden]}
				  two: {strategy: pin, targets: [hidden, a]}
				""");
		FakeModelLifecycle idle = new FakeModelLifecycle(some);
		try (WebSlice other = WebSlice.start(some, idle, "io.llamaswap.api,io.llamaswap.security", new LogBook())) {
			assertThat(ids(other, "/v1/models")).containsExactly("a", "one");
			assertThat(body(other, "some", "/v1/models")).contains("\"targets\":[\"a\"]").doesNotContain("hidden");
		}
	}

	@Test
	void boundedKeysLoadAndUnloadTheirModelsOnly() {
		Configuration some = Configurations.parse("""
				callers:
				  some: {key: some, models: [a, as2], scopes: [admin]}
				models:
				  a: {cmd: x, proxy: 'http://127.0.0.1:9', aliases: [a2]}
				  b: {cmd: x, proxy: 'http://127.0.0.1:9'}
				  slow2: {cmd: x, proxy: 'http://127.0.0.1:9', aliases: [as2]}
				""");
		FakeModelLifecycle running = new FakeModelLifecycle(some);
		running.become("removed", ModelState.READY);
		try (WebSlice other = WebSlice.start(some, running, "io.llamaswap.api,io.llamaswap.security", new LogBook())) {
			for (String name : List.of("b", "slow2", "removed", "nobody")) {
				assertThat(posted(other, "/api/models/load/" + name)).as(name).isEqualTo(404);
				assertThat(posted(other, "/api/models/unload/" + name)).as(name).isEqualTo(404);
			}
			assertThat(running.calls()).isEmpty();
			for (String path : List.of("/api/models/load/a2", "/api/models/unload/as2", "/unload",
					"/api/models/unload")) {
				assertThat(posted(other, path)).as(path).isEqualTo(200);
			}
			assertThat(running.calls()).containsExactly("load a", "unload [slow2] NOW", "unload [a, slow2] NOW",
					"unload [a, slow2] NOW");
		}
	}

	private static int posted(WebSlice slice, String path) {
		return slice.client()
			.post()
			.uri(path)
			.header("x-api-key", "some")
			.exchange()
			.returnResult(byte[].class)
			.getStatus()
			.value();
	}

	@Test
	void whatACallerMayNotUseIsNeitherListedNorPlanned() {
		assertThat(body("/upstream")).contains("\"/upstream/other/\"").doesNotContain("a1", "b1");
		for (String path : List.of("/api/plan?model=a1", "/v1/models/a1")) {
			String hidden = body(path);
			assertThat(hidden).startsWith("{\"src\":\"llama-swap\",\"error\":{\"message\":\"model not found\"");
			assertThat(body(path.replace("a1", "zz"))).isEqualTo(hidden);
		}
		assertThat(body("/v1/models/other")).contains("\"id\":\"other\"");
		assertThat(body("/v1/models/gpt-9")).contains("\"id\":\"gpt-9\"", "\"state\":\"stopped\"");
	}

	private String body(String path) {
		return body(this.slice, "secret", path);
	}

	private static String body(WebSlice slice, String key, String path) {
		return String.valueOf(slice.client()
			.get()
			.uri(path)
			.header("x-api-key", key)
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
