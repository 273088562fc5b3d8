package io.llamaswap.api;

import java.time.Instant;

import io.llamaswap.config.Configuration;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.log.LogBook;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import io.llamaswap.test.Configurations;
import io.llamaswap.test.FakeModelLifecycle;
import io.llamaswap.test.WebSlice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

class ConfigurationControllerTests {

	private static final String YAML = "models:\n  a:\n    cmd: server --port ${PORT}\n";

	private final Configuration configuration = Configurations.parse(YAML);

	private final FakeModelLifecycle lifecycle = new FakeModelLifecycle(this.configuration);

	private final WebSlice slice = WebSlice.start(this.configuration, this.lifecycle,
			"io.llamaswap.api,io.llamaswap.security", new LogBook());

	private final WebTestClient client = this.slice.client();

	@AfterEach
	void stop() {
		this.slice.close();
	}

	@Test
	void reloadOfTheSameChangesNothing() {
		this.client.post()
			.uri("/api/config/reload")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.ok")
			.isEqualTo(true)
			.jsonPath("$.changed")
			.isEqualTo(false);
	}

	@Test
	void checkOfAFileSaysWhatWouldHappen() {
		check(MediaType.APPLICATION_OCTET_STREAM, YAML + "    ttl: 9\n").expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.models[0].change")
			.isEqualTo("touched without restart")
			.jsonPath("$.models[0].keys[0]")
			.isEqualTo("ttl");
	}

	@ParameterizedTest
	@CsvSource({ "STOPPED, 0, does not run", "STARTING, 0, its load stops at once", "READY, 0, stops at once",
			"READY, 2, 'drains first, 2 in flight'", "STOPPING, 0, is stopping already" })
	void checkSaysWhatBecomesOfTheProcess(ModelState state, int inFlight, String then) {
		this.lifecycle.become(
				new ModelStatus(new ModelId("a"), state, Instant.EPOCH, null, null, inFlight, 0, null, false, null));
		check(MediaType.TEXT_PLAIN, YAML.replace("server", "other")).expectBody()
			.jsonPath("$.models[0].then")
			.isEqualTo(then);
		check(MediaType.TEXT_PLAIN, YAML + "    ttl: 9\n").expectBody().jsonPath("$.models[0].then").doesNotExist();
	}

	@Test
	void checkSaysWhoWaitsForAModelThatIsRemovedAndWhetherOneThatComesBackGoesOn() {
		this.lifecycle.become(new ModelStatus(new ModelId("a"), ModelState.STARTING, Instant.EPOCH, null, null, 0, 2,
				null, false, null));
		this.lifecycle.become("again", ModelState.READY);
		check(MediaType.TEXT_PLAIN, YAML.replace("a:", "again:")).expectBody()
			.jsonPath("$.models[0].then")
			.isEqualTo("runs still, and goes on")
			.jsonPath("$.models[1].then")
			.isEqualTo("its load stops at once; 2 waiting, refused unless another model answers for it");
	}

	@Test
	void checkOfSeveralFilesMergesThem() {
		check(MediaType.APPLICATION_JSON,
				"{\"1.yaml\":\"models: {a: {cmd: x, proxy: http://x}}\",\"2.yaml\":\"models: {b: {cmd: y, proxy: http://y}}\"}")
			.expectBody()
			.jsonPath("$.models.length()")
			.isEqualTo(2);
	}

	@Test
	void brokenFileIsRefusedWithItsProblems() {
		check(MediaType.TEXT_PLAIN, "models: [").expectStatus()
			.isEqualTo(422)
			.expectBody()
			.jsonPath("$.problems[0].line")
			.isEqualTo(1);
	}

	@Test
	void jsonThatNamesNoFilesIsRefused() {
		check(MediaType.APPLICATION_JSON, "[1]").expectStatus().isBadRequest();
	}

	@Test
	void fileThatIsTooLongIsRefused() {
		check(MediaType.TEXT_PLAIN, "#".repeat(ConfigurationController.MOST_BYTES + 1)).expectStatus().isEqualTo(413);
	}

	@Test
	void theBoundOfBodiesHoldsHereToo() {
		System.setProperty("llamaswap.limits.body", "1KB");
		try (WebSlice strict = WebSlice.start(this.configuration, new FakeModelLifecycle(this.configuration),
				"io.llamaswap.api,io.llamaswap.security", new LogBook())) {
			strict.client()
				.post()
				.uri("/api/config/check")
				.bodyValue(YAML + "#".repeat(1024 - YAML.length()))
				.exchange()
				.expectStatus()
				.isOk();
			strict.client()
				.post()
				.uri("/api/config/check")
				.bodyValue("#".repeat(1025))
				.exchange()
				.expectStatus()
				.isEqualTo(413)
				.expectBody()
				.jsonPath("$.error.message")
				.isEqualTo("request body too large (limit: 1024 bytes)");
		}
		finally {
			System.clearProperty("llamaswap.limits.body");
		}
	}

	@Test
	void pagesOfOtherSitesReloadNothing() {
		this.client.post()
			.uri("/api/config/reload")
			.header(HttpHeaders.ORIGIN, "http://evil.example")
			.exchange()
			.expectStatus()
			.isForbidden();
	}

	private WebTestClient.ResponseSpec check(MediaType type, String body) {
		return this.client.post().uri("/api/config/check").contentType(type).bodyValue(body).exchange();
	}

}
