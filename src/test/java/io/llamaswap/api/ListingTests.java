package io.llamaswap.api;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.ListingConfiguration;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.log.LogBook;
import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import io.llamaswap.test.Configurations;
import io.llamaswap.test.FakeModelLifecycle;
import io.llamaswap.test.SampleConfiguration;
import io.llamaswap.test.WebSlice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

class ListingTests {

	private final Configuration configuration = SampleConfiguration.empty()
		.model("zeta", "z", "last")
		.model("org/alpha:7b", "serve --api-key hunter2 && <b>",
				new ListingConfiguration(" Alpha ", " the <first> & best ", false, List.of(),
						Map.of("type", "mine", "owner", "me")))
		.unlisted("hidden")
		.build();

	private final FakeModelLifecycle lifecycle = new FakeModelLifecycle(this.configuration);

	private final WebSlice slice = WebSlice.start(this.configuration, this.lifecycle, "io.llamaswap.api",
			new LogBook());

	private final WebTestClient client = this.slice.client();

	@AfterEach
	void stop() {
		this.slice.close();
	}

	@ParameterizedTest(name = "GET {0}")
	@CsvSource({ "/v1/models/zeta, zeta, model", "/models/zeta, zeta, model",
			"/v1/models/org/alpha:7b, org/alpha:7b, model", "/v1/models/org%2Falpha%3A7b, org/alpha:7b, model",
			"/v1/models/z, z, alias", "/v1/models/hidden, hidden, model" })
	void oneModelIsRetrievedByAnyOfItsNames(String path, String id, String type) {
		this.client.get()
			.uri(URI.create(this.slice.address() + path))
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.id")
			.isEqualTo(id)
			.jsonPath("$.object")
			.isEqualTo("model")
			.jsonPath("$.meta.llamaswap.type")
			.value(String.class, (value) -> assertThat(value).isIn(type, "mine"))
			.jsonPath("$.status.value")
			.isEqualTo("unloaded");
	}

	@Test
	void nearestMayBeAnAliasToo() {
		Configuration aliased = Configurations
			.parse("models:\n  a:\n    cmd: server --port ${PORT}\n    aliases: [gpt-4o-mini]\n");
		try (WebSlice other = WebSlice.start(aliased, new FakeModelLifecycle(aliased), "io.llamaswap.api",
				new LogBook())) {
			other.client()
				.get()
				.uri("/v1/models/gpt-4o-mina")
				.exchange()
				.expectBody()
				.jsonPath("$.error.message")
				.isEqualTo("model not found; did you mean \"gpt-4o-mini\"?");
		}
	}

	@Test
	void modelThatNobodyKnowsIsNotFoundWithTheNearest() {
		this.client.get()
			.uri("/v1/models/zet")
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectBody()
			.jsonPath("$.error.message")
			.isEqualTo("model not found; did you mean \"zeta\"?");
		assertThat(this.lifecycle.calls()).isEmpty();
	}

	@Test
	void modelsAreListedSortedWithTheFieldsOfTheContract() {
		long before = Instant.now().getEpochSecond();
		this.client.get()
			.uri("/v1/models")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentType("application/json")
			.expectBody()
			.jsonPath("$.object")
			.isEqualTo("list")
			.jsonPath("$.data.length()")
			.isEqualTo(2)
			.jsonPath("$.data[0].id")
			.isEqualTo("org/alpha:7b")
			.jsonPath("$.data[0].object")
			.isEqualTo("model")
			.jsonPath("$.data[0].owned_by")
			.isEqualTo("llama-swap")
			.jsonPath("$.data[0].created")
			.value(Integer.class, (created) -> assertThat(created.longValue()).isBetween(before, before + 60))
			.jsonPath("$.data[0].name")
			.isEqualTo("Alpha")
			.jsonPath("$.data[0].description")
			.isEqualTo("the <first> & best")
			.jsonPath("$.data[0].meta.llamaswap.type")
			.isEqualTo("model")
			.jsonPath("$.data[0].meta.llamaswap.owner")
			.isEqualTo("me")
			.jsonPath("$.data[0].status.value")
			.isEqualTo("unloaded")
			.jsonPath("$.data[1].id")
			.isEqualTo("zeta")
			.jsonPath("$.data[1].name")
			.doesNotExist()
			.jsonPath("$.data[1].meta.llamaswap.aliases[1]")
			.isEqualTo("last");
	}

	@Test
	void markupIsEscapedAndTheAnswerEndsWithANewline() {
		String body = body("/models");
		assertThat(body).contains("the \\u003cfirst\\u003e \\u0026 best").doesNotContain("<", "&").endsWith("}\n");
	}

	@Test
	void everyStateWithAProcessIsLoadedAndTheExactStateIsBeside() {
		for (ModelState state : ModelState.values()) {
			this.lifecycle.become("zeta", state);
			this.client.get()
				.uri("/v1/models")
				.exchange()
				.expectBody()
				.jsonPath("$.data[1].status.value")
				.isEqualTo(state.isAlive() ? "loaded" : "unloaded")
				.jsonPath("$.data[1].status.state")
				.isEqualTo(state.wireName());
		}
	}

	@Test
	void aFailedModelIsNotJustUnloaded() {
		ModelFailure failure = new ModelFailure(ModelFailure.Kind.EXITED_WHILE_LOADING, "exited with code 1", 1,
				List.of("out of memory"), Instant.EPOCH);
		this.lifecycle.become(new ModelStatus(new ModelId("zeta"), ModelState.BACKING_OFF, Instant.EPOCH, null, null, 0,
				0, failure, true, Instant.EPOCH.plusSeconds(9)));
		this.client.get()
			.uri("/v1/models")
			.exchange()
			.expectBody()
			.jsonPath("$.data[1].status.failure.kind")
			.isEqualTo("exited_while_loading")
			.jsonPath("$.data[1].status.failure.exit_code")
			.isEqualTo(1)
			.jsonPath("$.data[1].status.failure.retry_at")
			.isEqualTo("1970-01-01T00:00:09Z");
	}

	@Test
	void runningIsEmptyWhenNothingRuns() {
		assertThat(body("/running")).isEqualTo("{\"running\":[]}\n");
	}

	@Test
	void runningHasSevenMembersSortedWithoutSecrets() {
		this.lifecycle.become("zeta", ModelState.READY);
		this.lifecycle.become("org/alpha:7b", ModelState.STARTING);
		this.lifecycle.become("hidden", ModelState.STOPPING);
		assertThat(body("/running")).startsWith("{\"running\":[{\"model\":\"hidden\",\"state\":\"stopping\"")
			.contains("{\"model\":\"org/alpha:7b\",\"state\":\"starting\","
					+ "\"cmd\":\"serve --api-key [REDACTED] \\u0026\\u0026 \\u003cb\\u003e\","
					+ "\"proxy\":\"http://127.0.0.1:5801\",\"ttl\":300,\"name\":\" Alpha \","
					+ "\"description\":\" the \\u003cfirst\\u003e \\u0026 best \"}")
			.doesNotContain("hunter2");
	}

	@Test
	void upstreamListsTheListedModelsWithTheirPaths() {
		assertThat(body("/upstream"))
			.isEqualTo("{\"data\":[{\"id\":\"org/alpha:7b\",\"path\":\"/upstream/org/alpha:7b/\"},"
					+ "{\"id\":\"zeta\",\"path\":\"/upstream/zeta/\"}],\"object\":\"list\"}\n");
	}

	@Test
	void healthIsAlwaysOk() {
		assertThat(body("/health")).isEqualTo("OK");
		assertThat(body("/wol-health")).isEqualTo("OK");
	}

	@Test
	void versionHasThreeMembers() {
		assertThat(body("/api/version"))
			.isEqualTo("{\"build_date\":\"unknown\",\"commit\":\"unknown\",\"version\":\"0\"}\n");
	}

	private String body(String path) {
		String body = this.client.get()
			.uri(path)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		return (body != null) ? body : "";
	}

}
