package io.llamaswap.dashboard;

import java.time.Duration;
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
import io.llamaswap.test.Browser;
import io.llamaswap.test.FakeModelLifecycle;
import io.llamaswap.test.SampleConfiguration;
import io.llamaswap.test.WebSlice;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@EnabledIf(value = "io.llamaswap.test.Browser#isInstalled",
		disabledReason = "needs /usr/bin/chromium and /usr/bin/chromedriver")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class DashboardBrowserTests {

	private static final String HOSTILE = "<img src=x onerror=\"document.title='owned'\">";

	private final Configuration configuration = SampleConfiguration.empty()
		.model("qwen3-coder-30b", "serve",
				new ListingConfiguration("Qwen3 Coder 30B", "Writes and explains code", false,
						List.of("coder", "gpt-4o"), Map.of()))
		.model("gemma-3-12b", "serve",
				new ListingConfiguration("Gemma 3 12B", "Sees pictures", false, List.of(), Map.of()))
		.model("bge-m3", "serve", new ListingConfiguration("", "Embeddings", true, List.of(), Map.of()))
		.model("org/llama-3.3:70b", "serve", new ListingConfiguration("", "", false, List.of(), Map.of()))
		.model("mistral-small", "serve", new ListingConfiguration("Mistral Small", HOSTILE, false, List.of(), Map.of()))
		.build();

	private final FakeModelLifecycle lifecycle = new FakeModelLifecycle(this.configuration);

	private final LogBook logs = new LogBook();

	private final WebSlice slice = WebSlice.start(this.configuration, this.lifecycle,
			"io.llamaswap.api,io.llamaswap.dashboard,io.llamaswap.security", this.logs);

	private final Browser browser = Browser.start();

	@BeforeEach
	void begin() {
		this.browser.becomeDesktop();
		this.browser.prefer("light");
		this.configuration.models().keySet().forEach((id) -> this.lifecycle.become(id.value(), ModelState.STOPPED));
		this.browser.console();
	}

	@AfterEach
	void nothingWasComplainedAbout() {
		assertThat(this.browser.console()).isEmpty();
		assertThat(this.browser.ask("return document.title")).contains("llama-swap");
	}

	@AfterAll
	void stop() {
		this.browser.close();
		this.slice.close();
	}

	@Test
	void statesChangeWithoutAReload() {
		this.browser.open(this.slice.address() + "/");
		String card = "#" + ModelCard.key(new ModelId("gemma-3-12b"));
		live();
		for (ModelState state : new ModelState[] { ModelState.STARTING, ModelState.READY, ModelState.STOPPING,
				ModelState.STOPPED }) {
			this.lifecycle.become("gemma-3-12b", state);
			soon(() -> assertThat(text(card + " .state")).contains(switch (state) {
				case STARTING -> "Loading";
				case READY -> "Ready";
				case STOPPING -> "Unloading";
				default -> "Stopped";
			}));
		}
	}

	@Test
	void buttonsLoadAndUnload() {
		this.browser.open(this.slice.address() + "/ui/");
		live();
		String key = "#" + ModelCard.key(new ModelId("org/llama-3.3:70b"));
		this.browser.click(key + "-load");
		soon(() -> assertThat(text(key + " .state")).contains("Ready"));
		this.browser.click(key + "-unload");
		soon(() -> assertThat(text(key + " .state")).contains("Stopped"));
		assertThat(this.lifecycle.calls()).containsSubsequence("load org/llama-3.3:70b",
				"unload [org/llama-3.3:70b] DRAIN");
	}

	@Test
	void thePageIsForEverybody() {
		show();
		this.browser.open(this.slice.address() + "/ui/");
		live();
		this.browser.click("details.failure summary");
		assertThat(this.browser.ask("return document.querySelectorAll('img[onerror]').length")).isEqualTo("0");
		for (String scheme : new String[] { "light", "dark" }) {
			this.browser.prefer(scheme);
			this.browser.picture("dashboard-" + scheme);
			assertThat(this.browser.accessibilityViolations()).isEmpty();
		}
		this.browser.becomePhone();
		fitsThePhone();
		this.browser.picture("dashboard-phone");
		assertThat(this.browser.accessibilityViolations()).isEmpty();
	}

	private void show() {
		Instant now = Instant.now();
		ModelFailure failure = new ModelFailure(ModelFailure.Kind.EXITED_WHILE_LOADING, "exited with code 1", 1,
				List.of("ggml_cuda: allocating 41230.50 MiB on device 0", "cudaMalloc failed: out of memory", HOSTILE),
				now.minusSeconds(130));
		this.lifecycle.become(new ModelStatus(new ModelId("qwen3-coder-30b"), ModelState.READY, now.minusSeconds(754),
				48213L, 5800, 3, 0, null, false, null));
		this.lifecycle.become(new ModelStatus(new ModelId("gemma-3-12b"), ModelState.STARTING, now.minusSeconds(4),
				48377L, 5801, 0, 2, null, false, null));
		this.lifecycle.become(new ModelStatus(new ModelId("org/llama-3.3:70b"), ModelState.BACKING_OFF,
				now.minusSeconds(130), null, null, 0, 0, failure, true, now.plusSeconds(50)));
		this.lifecycle.become(new ModelStatus(new ModelId("mistral-small"), ModelState.STOPPED, now.minusSeconds(60),
				null, null, 0, 1, null, false, null));
	}

	@Test
	void logLinesArriveLiveAndStayText() {
		this.logs.program().append("[INFO] listening on 127.0.0.1:8080\n");
		this.browser.open(this.slice.address() + "/log");
		soon(() -> assertThat(text("#lines")).contains("listening on"));
		LogBook book = this.logs;
		book.of(new ModelId("gemma-3-12b"))
			.append("\u001b[32mload_tensors\u001b[0m: offloaded 49/49 layers to GPU\n\u001b[33mwarning\u001b[0m: "
					+ HOSTILE
					+ "\n\u001b]0;owned\u0007\u001b[2J\u202eafter\n<script>document.title='owned'</script>\n");
		soon(() -> assertThat(text("#lines")).contains("offloaded 49/49", HOSTILE, "<script>", "after"));
		assertThat(this.browser.ask("return document.querySelectorAll('#lines img, #lines script').length"))
			.isEqualTo("0");
		assertThat(this.browser.find("#lines .green").getText()).isEqualTo("load_tensors");
		for (int index = 0; index < 60; index++) {
			book.of(new ModelId("gemma-3-12b"))
				.append("slot update_slots: id  0 | task " + index + " | prompt done, n_past = 128\n");
		}
		soon(() -> assertThat(text("#lines")).contains("task 59"));
		for (String scheme : new String[] { "light", "dark" }) {
			this.browser.prefer(scheme);
			this.browser.picture("log-" + scheme);
			assertThat(this.browser.accessibilityViolations()).isEmpty();
		}
		this.browser.becomePhone();
		fitsThePhone();
		this.browser.picture("log-phone");
	}

	@Test
	void logLinesAreFilteredHeldBackAndBounded() {
		this.browser.open(this.slice.address() + "/log?model=bge-m3");
		soon(() -> assertThat(text("#link-text")).isEqualTo("Live"));
		this.logs.of(new ModelId("bge-m3")).append("apple\nbanana\n");
		soon(() -> assertThat(text("#lines")).contains("banana"));
		this.browser.find("#filter").sendKeys("APP");
		soon(() -> assertThat(this.browser.find("#lines").getText()).isEqualTo("apple"));
		this.browser.find("#filter").clear();
		this.browser.ask("document.getElementById('filter').dispatchEvent(new Event('input'))");
		this.browser.click("#pause");
		this.logs.of(new ModelId("bge-m3")).append("cherry\n");
		soon(() -> assertThat(text("#count")).contains("1 held back"));
		assertThat(text("#lines")).doesNotContain("cherry");
		this.browser.click("#pause");
		soon(() -> assertThat(text("#lines")).contains("cherry"));
		StringBuilder flood = new StringBuilder();
		for (int index = 0; index < 5_000; index++) {
			flood.append("line ").append(index).append('\n');
		}
		this.logs.of(new ModelId("bge-m3")).append(flood.toString());
		soon(() -> assertThat(text("#lines")).contains("line 4999"));
		assertThat(Integer.parseInt(this.browser.ask("return document.getElementById('lines').childElementCount")))
			.isLessThanOrEqualTo(2000);
		assertThat(text("#count")).contains("the newest of");
	}

	@Test
	void theListOfServersIsForEverybody() {
		show();
		this.browser.open(this.slice.address() + "/upstream");
		this.browser.picture("upstream");
		assertThat(this.browser.accessibilityViolations()).isEmpty();
	}

	@Test
	void withoutModelsThePageSaysWhatToDo() {
		Configuration empty = SampleConfiguration.empty().build();
		try (WebSlice other = WebSlice.start(empty, new FakeModelLifecycle(empty),
				"io.llamaswap.api,io.llamaswap.dashboard", this.logs)) {
			this.browser.open(other.address() + "/ui/");
			live();
			this.browser.picture("dashboard-empty");
			assertThat(this.browser.accessibilityViolations()).isEmpty();
			this.browser.open("about:blank");
			this.browser.open(this.slice.address() + "/ui/");
		}
	}

	private void fitsThePhone() {
		assertThat(this.browser.ask("return document.documentElement.scrollWidth <= innerWidth")).isEqualTo("true");
	}

	private void live() {
		soon(() -> assertThat(text("#link-text")).isEqualTo("Live"));
	}

	private String text(String selector) {
		return this.browser.ask("return document.querySelector('" + selector + "').textContent");
	}

	private static void soon(ThrowingRunnable assertion) {
		await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50)).untilAsserted(assertion);
	}

}
