package io.llamaswap.api;

import java.net.URI;
import java.time.Duration;

import io.llamaswap.config.Configuration;
import io.llamaswap.lifecycle.Refusal;
import io.llamaswap.log.LogBook;
import io.llamaswap.model.ModelState;
import io.llamaswap.test.FakeModelLifecycle;
import io.llamaswap.test.SampleConfiguration;
import io.llamaswap.test.WebSlice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

class LoadingTests {

	private static final String BROWSER = "Mozilla/5.0 (X11; Linux x86_64)";

	private final Configuration configuration = SampleConfiguration.empty()
		.model("a", "first")
		.model("org/b;1")
		.build();

	private final FakeModelLifecycle lifecycle = new FakeModelLifecycle(this.configuration);

	private final WebSlice slice = WebSlice.start(this.configuration, this.lifecycle,
			"io.llamaswap.api,io.llamaswap.security", new LogBook());

	private final WebTestClient client = this.slice.client();

	@AfterEach
	void stop() {
		this.slice.close();
	}

	@Test
	void getUnloadUnloadsEverything() {
		this.client.get().uri("/unload").exchange().expectStatus().isOk().expectBody(String.class).isEqualTo("OK");
		assertThat(this.lifecycle.calls()).containsExactly("unload [a, org/b;1] NOW");
	}

	@Test
	void modelThatAReloadHasRemovedCanStillBeUnloaded() {
		this.lifecycle.become("gone", ModelState.READY);
		this.client.post().uri("/unload").exchange().expectStatus().isOk();
		this.client.post().uri("/api/models/unload/gone").exchange().expectStatus().isOk();
		this.client.post().uri("/api/models/load/gone").exchange().expectStatus().isNotFound();
		assertThat(this.lifecycle.calls()).containsExactly("unload [a, org/b;1, gone] NOW", "unload [gone] NOW");
	}

	@Test
	void headOfUnloadChangesNothing() {
		this.client.head().uri("/unload").exchange().expectStatus().isOk();
		assertThat(this.lifecycle.calls()).isEmpty();
	}

	@Test
	void pagesOfOtherSitesChangeNothing() {
		refused(this.client.get().uri("/unload").header("Sec-Fetch-Site", "cross-site"));
		refused(this.client.get().uri("/unload").header("Sec-Fetch-Site", "same-site"));
		refused(this.client.get().uri("/unload").header(HttpHeaders.ORIGIN, "http://evil.example"));
		// An image of a page on plain HTTP sends nothing that says where it comes from.
		refused(this.client.get().uri("/unload").header(HttpHeaders.USER_AGENT, BROWSER));
		refused(this.client.post().uri("/unload").header(HttpHeaders.ORIGIN, "null"));
		refused(this.client.post().uri("/api/models/unload").header(HttpHeaders.ORIGIN, "http://evil.example"));
		refused(this.client.post().uri("/api/models/load/a").header(HttpHeaders.ORIGIN, "http://127.0.0.1:1"));
		refused(this.client.post().uri("/api/models/unload/a").header("Sec-Fetch-Site", "cross-site"));
		assertThat(this.lifecycle.calls()).isEmpty();
	}

	private static void refused(WebTestClient.RequestHeadersSpec<?> request) {
		request.exchange().expectStatus().isForbidden().expectBody().jsonPath("$.error.code").isEqualTo("forbidden");
	}

	@Test
	void ownPagesAndUsersMayChangeThings() {
		this.client.post()
			.uri("/api/models/unload")
			.header(HttpHeaders.ORIGIN, this.slice.address())
			.header("Sec-Fetch-Site", "same-origin")
			.header(HttpHeaders.USER_AGENT, BROWSER)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.isEqualTo("{\"msg\":\"ok\"}\n");
		this.client.get()
			.uri("/unload")
			.header("Sec-Fetch-Site", "none")
			.header(HttpHeaders.USER_AGENT, BROWSER)
			.exchange()
			.expectStatus()
			.isOk();
		assertThat(this.lifecycle.calls()).hasSize(2);
	}

	@Test
	void oneModelIsUnloadedByAnyOfItsNames() {
		this.client.post()
			.uri("/api/models/unload/first")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentType("text/plain")
			.expectBody(String.class)
			.isEqualTo("OK");
		this.client.post().uri(slicePath("/api/models/unload/org/b;1?mode=drain")).exchange().expectStatus().isOk();
		this.client.post().uri(slicePath("/api/models/unload/org%2Fb%3B1?mode=now")).exchange().expectStatus().isOk();
		assertThat(this.lifecycle.calls()).containsExactly("unload [a] NOW", "unload [org/b;1] DRAIN",
				"unload [org/b;1] NOW");
	}

	private URI slicePath(String path) {
		return URI.create(this.slice.address() + path);
	}

	@Test
	void unknownNamesAreNotFound() {
		this.client.post()
			.uri("/api/models/unload/nobody")
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectBody()
			.jsonPath("$.error.message")
			.isEqualTo("model not found");
		this.client.post()
			.uri("/api/models/load/nobody")
			.header(HttpHeaders.ACCEPT, "text/plain")
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectBody(String.class)
			.isEqualTo("llama-swap: model not found");
	}

	@Test
	void anUnknownModeIsRefused() {
		this.client.post().uri("/unload?mode=soon").exchange().expectStatus().isBadRequest();
		assertThat(this.lifecycle.calls()).isEmpty();
	}

	@Test
	void loadWaitsUntilTheModelIsReady() {
		this.client.post().uri("/api/models/load/first").exchange().expectStatus().isOk();
		assertThat(this.lifecycle.calls()).containsExactly("load a");
	}

	@Test
	void loadWithoutWaitingIsAccepted() {
		this.client.post().uri("/api/models/load/a?wait=false").exchange().expectStatus().isAccepted();
		assertThat(this.lifecycle.calls()).containsExactly("load a");
	}

	@Test
	void aRefusedLoadSaysWhy() {
		this.lifecycle
			.refuse(new Refusal(Refusal.Reason.BACKING_OFF, "failed 3 times in a row", Duration.ofSeconds(7), null));
		this.client.post()
			.uri("/api/models/load/a")
			.exchange()
			.expectStatus()
			.isEqualTo(503)
			.expectHeader()
			.valueEquals(HttpHeaders.RETRY_AFTER, "7")
			.expectBody()
			.jsonPath("$.error.message")
			.isEqualTo("failed 3 times in a row");
		this.client.post().uri("/api/models/load/a?wait=false").exchange().expectStatus().isAccepted();
	}

}
