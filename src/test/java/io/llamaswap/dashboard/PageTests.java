package io.llamaswap.dashboard;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.ListingConfiguration;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.lifecycle.SwapDecision;
import io.llamaswap.lifecycle.SwapPlan;
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
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpHeaders;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

@Timeout(120)
class PageTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	private static final String HOSTILE = "<img src=x onerror=alert(1)>";

	private final Configuration configuration = SampleConfiguration.empty()
		.model("org/a b", "serve", new ListingConfiguration(HOSTILE, "\"><script>", false, List.of("first"), Map.of()))
		.model("plain")
		.unlisted("hidden")
		.build();

	private final FakeModelLifecycle lifecycle = new FakeModelLifecycle(this.configuration);

	private final LogBook logs = new LogBook();

	private final WebSlice slice = WebSlice.start(this.configuration, this.lifecycle,
			"io.llamaswap.api,io.llamaswap.dashboard", this.logs);

	private final WebTestClient client = this.slice.client().mutate().responseTimeout(SOON).build();

	@AfterEach
	void stop() {
		this.slice.close();
	}

	@Test
	void thePageShowsWhoIsKeptLoaded() {
		assertThat(page("/ui/")).doesNotContain("kept loaded");
		Configuration keeping = Configurations.parse("models: {a: {cmd: 'run ${PORT}', keepLoaded: true}}");
		WebSlice kept = WebSlice.start(keeping, new FakeModelLifecycle(keeping),
				"io.llamaswap.api,io.llamaswap.dashboard", new LogBook());
		try {
			kept.client()
				.get()
				.uri("/ui/")
				.exchange()
				.expectBody(String.class)
				.value((text) -> assertThat(text).contains("kept loaded"));
		}
		finally {
			kept.close();
		}
	}

	@Test
	void thePageShowsEveryModelAndItsNamesAsText() {
		String page = page("/ui/");
		assertThat(page)
			.contains("&lt;img src=x onerror=alert(1)&gt;", "plain", "hidden", "unlisted", "0</b> of <b>3</b>")
			.doesNotContain(HOSTILE, "<script>")
			.contains("hx-post=\"/api/models/load/org/a%20b?wait=false\"", "href=\"/log?model=org%2Fa%20b\"",
					"href=\"/upstream/org/a%20b/\"");
	}

	@Test
	void pagesHaveAStrictPolicyAndNoInlineScriptOrStyle() {
		for (String path : new String[] { "/ui/", "/log", "/upstream" }) {
			this.client.get()
				.uri(path)
				.header(HttpHeaders.ACCEPT, "text/html")
				.exchange()
				.expectHeader()
				.value("Content-Security-Policy",
						(policy) -> assertThat(policy).contains("default-src 'none'", "frame-ancestors 'none'"))
				.expectHeader()
				.valueEquals("X-Content-Type-Options", "nosniff")
				.expectHeader()
				.valueEquals("Referrer-Policy", "no-referrer");
			assertThat(page(path)).doesNotContain("<style", "style=\"").doesNotContainPattern("<script>");
		}
	}

	@Test
	void assetsMayBeKeptForGood() {
		String page = page("/ui/");
		for (String name : new String[] { "ui.css", "ui.js", "htmx.js", "sse.js", "icon.svg" }) {
			assertThat(page).contains("/ui/assets/" + name + "?v=");
			this.client.get()
				.uri("/ui/assets/" + name)
				.exchange()
				.expectStatus()
				.isOk()
				.expectHeader()
				.value(HttpHeaders.CACHE_CONTROL, (value) -> assertThat(value).contains("immutable"));
		}
		this.client.get().uri("/ui/assets/other.js").exchange().expectStatus().isNotFound();
	}

	@Test
	void thePageFollowsTheModels() {
		String key = ModelCard.key(new ModelId("plain"));
		StepVerifier.create(events("/ui/events").filter((event) -> (key + "-live").equals(event.event())))
			.assertNext((event) -> assertThat(event.data()).contains("Stopped", "Load"))
			.then(() -> this.lifecycle.become("plain", ModelState.STARTING))
			.assertNext((event) -> assertThat(event.data()).contains("Loading", "pid 4711 · port 5800"))
			.then(() -> this.lifecycle.become("plain", ModelState.READY))
			.assertNext((event) -> assertThat(event.data()).contains("Ready", "Unload"))
			.thenCancel()
			.verify(SOON);
	}

	@Test
	void aFailureIsShownWithCodeAndLastLines() {
		ModelFailure failure = new ModelFailure(ModelFailure.Kind.EXITED_WHILE_LOADING, "exited with code 137", 137,
				List.of("loading", HOSTILE), Instant.now());
		this.lifecycle.become(new ModelStatus(new ModelId("plain"), ModelState.STOPPED, Instant.now(), null, null, 0, 0,
				failure, true, null));
		assertThat(page("/ui/"))
			.contains("It ended while loading", "<b>137</b>", "Try again", "Failed",
					"&lt;img src=x onerror=alert(1)&gt;")
			.doesNotContain(HOSTILE);
	}

	@Test
	void waitingSaysWhatForAndHowLong() {
		this.lifecycle.become(new ModelStatus(new ModelId("plain"), ModelState.STOPPED, Instant.now(), null, null, 0, 2,
				null, false, null));
		this.lifecycle.waitFor(new SwapPlan(new ModelId("plain"), ModelState.STOPPED, SwapPlan.Outcome.QUEUE, "",
				List.of(), List.of(new SwapPlan.Obstacle(SwapPlan.Obstacle.Kind.ANSWERS, new ModelId("org/a b"), 3)), 0,
				Duration.ofSeconds(42), List.of()));
		assertThat(page("/ui/").replaceAll("\\s+", " "))
			.contains("2 requests wait for org/a b to finish 3 answers, then loading plain, about 42 s");
	}

	@Test
	void loadIsShownWithItsEndByWhatWasMeasured() {
		Instant since = Instant.now().truncatedTo(ChronoUnit.SECONDS);
		this.lifecycle.takes("plain", Duration.ofSeconds(95));
		assertThat(page("/ui/")).contains("loads in about 1 min 35 s").doesNotContain("<progress");
		this.lifecycle
			.become(new ModelStatus(new ModelId("plain"), ModelState.STARTING, since, 1L, 1, 0, 1, null, false, null));
		assertThat(page("/ui/")).contains("<progress", "data-seconds=\"95\"",
				"data-end=\"" + since.plusSeconds(95) + "\"", "data-expected=\"ready\"", "1 min 35 s");
	}

	@Test
	void lastDecisionsAreShownWithTheirReasonsAsTheyAreMade() {
		assertThat(page("/ui/")).contains("Nothing was loaded, unloaded or refused yet.");
		StepVerifier.create(events("/ui/events").filter((event) -> "decisions".equals(event.event())))
			.assertNext((event) -> assertThat(event.data()).contains("Nothing was"))
			.then(() -> this.lifecycle.decide(new SwapDecision(Instant.now(), SwapDecision.Kind.STOP,
					new ModelId("plain"), "room for " + HOSTILE)))
			.assertNext((event) -> assertThat(event.data()).contains("Unload", "plain", "room for &lt;img")
				.doesNotContain(HOSTILE))
			.thenCancel()
			.verify(SOON);
		for (int number = 0; number < 20; number++) {
			this.lifecycle.decide(
					new SwapDecision(Instant.now(), SwapDecision.Kind.START, new ModelId("plain"), "wanted " + number));
		}
		assertThat(page("/ui/")).contains("wanted 19", "wanted 12").doesNotContain("wanted 11");
	}

	@Test
	void withoutModelsThePageSaysWhatToDo() {
		Configuration empty = SampleConfiguration.empty().build();
		try (WebSlice other = WebSlice.start(empty, new FakeModelLifecycle(empty),
				"io.llamaswap.api,io.llamaswap.dashboard", this.logs)) {
			assertThat(other.client()
				.get()
				.uri("/ui/")
				.exchange()
				.expectBody(String.class)
				.returnResult()
				.getResponseBody()).contains("No models yet", "llama-server --port ${PORT}");
		}
	}

	@Test
	void logLinesArriveAsPiecesOfText() {
		this.logs.of(new ModelId("plain")).append("old " + HOSTILE + "\n");
		StepVerifier.create(events("/log/events?model=plain").filter((event) -> "lines".equals(event.event())))
			.assertNext((event) -> assertThat(event.data()).isEqualTo("[[[\"\",\"old " + HOSTILE + "\"]]]"))
			.then(() -> this.logs.of(new ModelId("plain")).append("\u001b[31mred\u001b[0m\ndata: x\n\n\u001b[2Jend\n"))
			.assertNext((event) -> assertThat(event.data())
				.isEqualTo("[[[\"red\",\"red\"]],[[\"\",\"data: x\"]],[],[[\"\",\"end\"]]]"))
			.thenCancel()
			.verify(SOON);
	}

	@Test
	void aFloodIsPaced() {
		String line = "x".repeat(99) + "\n";
		for (int index = 0; index < 5_000; index++) {
			this.logs.program().append(line);
		}
		StepVerifier.create(events("/log/events?source=proxy").filter((event) -> "lines".equals(event.event())).take(2))
			.thenConsumeWhile(
					(event) -> event.data() != null && event.data().split("\\],\\[\\[", -1).length <= LogFeed.BATCH)
			.expectComplete()
			.verify(SOON);
	}

	@Test
	void unknownLogsAreNotFound() {
		this.client.get().uri("/log?model=nobody").exchange().expectStatus().isNotFound();
		this.client.get().uri("/log/events?source=other").exchange().expectStatus().isNotFound();
		assertThat(page("/log?model=first")).contains("data-model=\"org/a b\"");
	}

	@Test
	void theWarmUpRendersEverything() {
		Pages pages = this.slice.bean(Pages.class);
		assertThatNoException().isThrownBy(() -> new PageWarmUp(pages).render());
	}

	@Test
	void upstreamIsAPageForBrowsersOnly() {
		assertThat(page("/upstream")).contains("href=\"/upstream/org/a%20b/\"", "href=\"/upstream/plain/\"")
			.doesNotContain("hidden");
		this.client.get()
			.uri("/upstream")
			.header(HttpHeaders.ACCEPT, "*/*")
			.exchange()
			.expectHeader()
			.contentType("application/json");
	}

	private String page(String path) {
		String body = this.client.get()
			.uri(URI.create(this.slice.address() + path))
			.header(HttpHeaders.ACCEPT, "text/html,*/*;q=0.8")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentTypeCompatibleWith("text/html")
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		return (body != null) ? body : "";
	}

	private Flux<ServerSentEvent<String>> events(String path) {
		return this.client.get()
			.uri(URI.create(this.slice.address() + path))
			.header(HttpHeaders.ACCEPT, "text/event-stream")
			.exchange()
			.expectStatus()
			.isOk()
			.returnResult(new ParameterizedTypeReference<ServerSentEvent<String>>() {
			})
			.getResponseBody();
	}

}
