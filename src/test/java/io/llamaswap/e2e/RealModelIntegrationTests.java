package io.llamaswap.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.llamaswap.RunningApplication;
import io.llamaswap.model.ModelState;
import io.llamaswap.test.DemoJournal;
import io.llamaswap.test.DemoModels;
import io.llamaswap.test.SmallGguf;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two models of a real llama-server. It is installed by {@code .ci/real-parts} and named
 * by the variables {@code LLAMA_SERVER} and {@code LLAMA_SERVER_LIBRARY_PATH}; the models
 * are written by the test.
 */
@Tag("real-model")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealModelIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	@TempDir
	private static Path folder;

	private RunningApplication application;

	private ApiClient client;

	@BeforeAll
	void start() throws Exception {
		String server = System.getenv("LLAMA_SERVER");
		Assumptions.assumeTrue(server != null && Files.isExecutable(Path.of(server)),
				"no llama-server: LLAMA_SERVER does not name one (see .ci/real-parts)");
		String libraries = System.getenv("LLAMA_SERVER_LIBRARY_PATH");
		Path one = SmallGguf.write(folder.resolve("one.gguf"), 7);
		Path two = SmallGguf.write(folder.resolve("two.gguf"), 8);
		assertThat(Files.size(one)).isLessThan(200_000);
		String yaml = DemoModels.startPort() + "macros:\n  serve: " + server
				+ " --host 127.0.0.1 --port ${PORT} --device none -ngl 0 -c 2048 -np 1 -t 2 --no-webui\nmodels:\n"
				+ model("one", one, libraries) + model("two", two, libraries);
		this.application = RunningApplication.start(folder, yaml);
		this.client = ApiClient.of(this.application.address());
	}

	@AfterAll
	void stop() {
		if (this.application != null) {
			List<Long> pids = pids();
			this.application.close();
			assertThat(pids).noneMatch(DemoJournal::isRunning);
		}
	}

	@Test
	void modelsAreSwappedStreamedAndUnloaded() throws Exception {
		long first = chat("one");
		long second = chat("two");
		assertThat(DemoJournal.isRunning(first)).isFalse();
		HttpResponse<InputStream> stream = this.client.open(this.client.chat("one", "r", 20, true));
		assertThat(DemoJournal.isRunning(second)).isFalse();
		List<String> events = lines(stream);
		assertThat(events).filteredOn((event) -> event.contains("\"delta\"")).hasSizeGreaterThan(15);
		assertThat(events.get(events.size() - 2)).contains("\"timings\"");
		assertThat(events.get(events.size() - 1)).isEqualTo("data: [DONE]");
		long third = pids().get(0);
		assertThat(this.client.send(this.client.at("/unload")).statusCode()).isEqualTo(200);
		Awaitility.await()
			.atMost(LIMIT)
			.until(() -> this.application.statuses()
				.stream()
				.allMatch((status) -> status.state() == ModelState.STOPPED));
		assertThat(DemoJournal.isRunning(third)).isFalse();
	}

	@Test
	void itsOwnPagesAreReachedBelowUpstream() throws Exception {
		assertThat(this.client.send(this.client.at("/upstream/one/props")).body()).contains("chat_template");
		assertThat(this.client.send(this.client.at("/upstream/one/health")).body()).contains("ok");
	}

	private long chat(String model) throws Exception {
		HttpResponse<String> answer = this.client.send(this.client.chat(model, "r"));
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		assertThat(answer.body()).contains("\"completion_tokens\":5");
		return pids().get(0);
	}

	private List<Long> pids() {
		return this.application.statuses().stream().flatMap((status) -> {
			Long pid = status.pid();
			return (pid != null) ? Stream.of(pid) : Stream.empty();
		}).toList();
	}

	private static String model(String id, Path file, @Nullable String libraries) {
		return "  " + id + ":\n    cmd: ${serve} -m " + file + "\n"
				+ ((libraries != null) ? "    env: [LD_LIBRARY_PATH=" + libraries + "]\n" : "");
	}

	private static List<String> lines(HttpResponse<InputStream> stream) throws IOException {
		try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
			return lines.lines().filter((line) -> !line.isEmpty()).toList();
		}
	}

}
