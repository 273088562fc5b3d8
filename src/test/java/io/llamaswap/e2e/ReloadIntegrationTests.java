package io.llamaswap.e2e;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.llamaswap.ConfigurationCommandRunner;
import io.llamaswap.RunningApplication;
import io.llamaswap.model.ModelState;
import io.llamaswap.test.DemoJournal;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Another configuration while models run, with real model servers.
 */
class ReloadIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	@TempDir
	Path folder;

	private DemoJournal journal;

	private String yaml = "";

	private RunningApplication application;

	private ApiClient client;

	@BeforeEach
	void start() throws Exception {
		this.journal = new DemoJournal(this.folder.resolve("journal"));
		this.yaml = new ModelsFile(this.journal.file()).model("m", "", "--tokens-per-second", "20")
			.model("z", "", "--tokens-per-second", "100")
			.append("groups: {all: {swap: false, members: [m, z]}}\n")
			.text();
		this.application = RunningApplication.start(this.folder, this.yaml, "--watch-config");
		this.client = ApiClient.of(this.application.address());
	}

	@AfterEach
	void stop() {
		this.application.close();
		assertThat(this.journal.alive()).as("left behind").isEmpty();
	}

	@Test
	void unchangedModelKeepsItsProcessItsPortAndItsStream() throws Exception {
		CompletableFuture<HttpResponse<String>> stream = stream();
		Long pid = pid("m");
		Integer port = this.application.status("m").port();
		write(this.yaml.replace("  m:\n", "  a:\n    cmd: server --port ${PORT}\n  m:\n    aliases: [other]\n"));
		Awaitility.await().atMost(LIMIT).until(() -> this.application.statuses().size() == 3);
		assertThat(stream).as("cut by the reload").isNotDone();
		assertThat(stream.get(30, TimeUnit.SECONDS).body()).contains("[DONE]");
		assertThat(pid("m")).isEqualTo(pid);
		assertThat(this.application.status("m").port()).isEqualTo(port);
		assertThat(this.client.send(this.client.chat("other", "n")).statusCode()).isEqualTo(200);
		assertThat(this.journal.starts()).hasSize(1);
	}

	@Test
	void changedModelServesWhatItServesAndIsReplacedForTheNext() throws Exception {
		CompletableFuture<HttpResponse<String>> stream = stream();
		Long pid = pid("m");
		write(this.yaml.replace("--tokens-per-second 20", "--tokens-per-second 200"));
		HttpResponse<String> reload = post("/api/config/reload", "");
		assertThat(reload.statusCode()).isEqualTo(200);
		CompletableFuture<HttpResponse<String>> next = this.client.sendAsync(this.client.chat("m", "next"));
		assertThat(stream.get(30, TimeUnit.SECONDS).body()).contains("[DONE]");
		assertThat(next.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		assertThat(pid("m")).isNotEqualTo(pid);
		assertThat(this.journal.overlaps()).isEmpty();
	}

	@Test
	void queuedRequestCarriesOverWithTheFiltersThatItCameWith() throws Exception {
		String exclusive = this.yaml.substring(0, this.yaml.indexOf("groups:"));
		write(exclusive);
		assertThat(post("/api/config/reload", "").statusCode()).isEqualTo(200);
		CompletableFuture<HttpResponse<String>> stream = stream();
		Long pid = pid("m");
		CompletableFuture<HttpResponse<String>> queued = this.client.sendAsync(this.client.chat("z", "queued"));
		Awaitility.await().atMost(LIMIT).until(() -> this.application.status("z").waiting() == 1);
		write(exclusive.replace("  z:\n",
				"  z:\n    aliases: [zed]\n    ttl: 60\n    filters: {setParams: {max_tokens: 2}}\n"));
		assertThat(post("/api/config/reload", "").body()).contains("\"change\":\"touched without restart\"");
		assertThat(this.application.status("z").waiting()).isEqualTo(1);
		assertThat(pid("m")).isEqualTo(pid);
		assertThat(stream.get(30, TimeUnit.SECONDS).body()).contains("[DONE]");
		assertThat(queued.get(30, TimeUnit.SECONDS).body()).contains("\"completion_tokens\":5");
		assertThat(this.client.send(this.client.chat("zed", "next")).body()).contains("\"completion_tokens\":2");
		assertThat(this.journal.starts()).containsExactly("m", "z");
	}

	@Test
	void brokenFileIsToldEverywhereAndDisturbsNobody() throws Exception {
		this.client.send(this.client.chat("m", "n"));
		Long pid = pid("m");
		CompletableFuture<String> event = this.client.sendLines(this.client.at("/api/events"))
			.thenApply((lines) -> lines.filter((line) -> line.contains("configReload")).findFirst().orElseThrow());
		write("models: [");
		Awaitility.await().atMost(LIMIT).until(() -> get("/api/config/reload").contains("\"ok\":false"));
		assertThat(event.get(30, TimeUnit.SECONDS)).contains("\\\"ok\\\":false", "config.yaml:1");
		assertThat(get("/logs")).contains("failed to reload config: ", "config.yaml:1");
		assertThat(get("/ui/")).contains("The configuration file cannot be used", "config.yaml:1");
		ApiClient management = ApiClient.of(this.application.managementAddress());
		assertThat(management.send(management.at("/actuator/health")).body()).contains("\"status\":\"UP\"",
				"\"reload\":\"failed");
		assertThat(post("/api/config/reload", "").statusCode()).isEqualTo(422);
		assertThat(this.client.send(this.client.chat("m", "n2")).statusCode()).isEqualTo(200);
		assertThat(pid("m")).isEqualTo(pid);
		write(this.yaml);
		Awaitility.await().atMost(LIMIT).until(() -> get("/api/config/reload").contains("\"ok\":true"));
		assertThat(get("/ui/")).doesNotContain("The configuration file cannot be used");
	}

	@Test
	void removedModelIsUnknownAndItsServerGoes() throws Exception {
		this.client.send(this.client.chat("z", "n"));
		write(this.yaml.substring(0, this.yaml.indexOf("  z:\n")));
		assertThat(post("/api/config/reload", "").body()).contains("removed");
		assertThat(this.client.send(this.client.chat("z", "n")).statusCode()).isEqualTo(404);
		Awaitility.await().atMost(LIMIT).until(() -> this.journal.alive().isEmpty());
		assertThat(this.application.statuses()).hasSize(1);
	}

	private String reloadedWithoutGroups() throws Exception {
		String exclusive = this.yaml.substring(0, this.yaml.indexOf("groups:"));
		write(exclusive);
		assertThat(post("/api/config/reload", "").statusCode()).isEqualTo(200);
		return exclusive;
	}

	private CompletableFuture<HttpResponse<String>> queuedForZ() {
		CompletableFuture<HttpResponse<String>> queued = this.client.sendAsync(this.client.chat("z", "queued"));
		Awaitility.await().atMost(LIMIT).until(() -> this.application.status("z").waiting() == 1);
		return queued;
	}

	@Test
	void whoWaitsForAModelThatIsRemovedIsToldSo() throws Exception {
		String exclusive = reloadedWithoutGroups();
		CompletableFuture<HttpResponse<String>> stream = stream();
		CompletableFuture<HttpResponse<String>> queued = queuedForZ();
		write(exclusive.substring(0, exclusive.indexOf("  z:\n")));
		assertThat(post("/api/config/reload", "").statusCode()).isEqualTo(200);
		HttpResponse<String> told = queued.get(30, TimeUnit.SECONDS);
		assertThat(told.statusCode()).isEqualTo(404);
		assertThat(told.body()).contains("model z was removed from the configuration while this request waited for it")
			.doesNotContain("did you mean");
		assertThat(stream.get(30, TimeUnit.SECONDS).body()).contains("[DONE]");
	}

	@Test
	void whoWaitsForAModelThatIsRenamedIsServed() throws Exception {
		String exclusive = reloadedWithoutGroups();
		CompletableFuture<HttpResponse<String>> stream = stream();
		CompletableFuture<HttpResponse<String>> queued = queuedForZ();
		write(exclusive.replace("  z:\n", "  y:\n"));
		assertThat(post("/api/config/reload", "").statusCode()).isEqualTo(200);
		assertThat(this.application.status("y").waiting()).isEqualTo(1);
		assertThat(queued.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		assertThat(stream.get(30, TimeUnit.SECONDS).body()).contains("[DONE]");
		assertThat(this.application.status("y").inFlight()).isZero();
	}

	@Test
	void changeThatIsTakenBackAndOtherPortsLeaveTheProcessAlone() throws Exception {
		CompletableFuture<HttpResponse<String>> stream = stream();
		Long pid = pid("m");
		String otherPort = this.yaml.replaceFirst("startPort: \\d+", "startPort: 64000");
		for (String yaml : List.of(this.yaml.replace("--tokens-per-second 20", "--tokens-per-second 21"), otherPort)) {
			write(yaml);
			assertThat(post("/api/config/reload", "").statusCode()).isEqualTo(200);
		}
		assertThat(stream.get(30, TimeUnit.SECONDS).body()).contains("[DONE]");
		assertThat(this.client.send(this.client.chat("m", "n")).statusCode()).isEqualTo(200);
		assertThat(pid("m")).isEqualTo(pid);
	}

	@Test
	void whatRunsIsShownAsItWasLaunchedUntilItEnds() throws Exception {
		CompletableFuture<HttpResponse<String>> stream = stream();
		int port = Objects.requireNonNull(this.application.status("m").port());
		String otherPort = this.yaml.replaceFirst("startPort: \\d+", "startPort: 64000");
		for (String yaml : List.of(otherPort, otherPort.replaceFirst("(?s)  m:\n.*?  z:\n", "  z:\n"))) {
			write(yaml.replace("members: [m, z]", "members: [z]"));
			assertThat(post("/api/config/reload", "").statusCode()).isEqualTo(200);
			assertThat(get("/running")).contains("\"model\":\"m\"", "--port " + port, ":" + port + "\"")
				.doesNotContain("64000");
		}
		assertThat(stream.get(30, TimeUnit.SECONDS).body()).contains("[DONE]");
		Awaitility.await().atMost(LIMIT).until(() -> get("/running").contains("[]"));
	}

	@Test
	void dryRunOfAChangeThatIsTakenBackSaysWhatTheReloadThenDoes() throws Exception {
		CompletableFuture<HttpResponse<String>> stream = stream();
		Long pid = pid("m");
		write(this.yaml.replace("--tokens-per-second 20", "--tokens-per-second 21"));
		assertThat(post("/api/config/reload", "").body()).contains("restart m (cmd)");
		assertThat(post("/api/config/check", "").body()).contains("nothing changes");
		write(this.yaml);
		assertThat(post("/api/config/check", "").body()).contains("touched without restart m (cmd)");
		assertThat(post("/api/config/reload", "").body()).contains("touched without restart m (cmd)");
		assertThat(stream.get(30, TimeUnit.SECONDS).body()).contains("[DONE]");
		assertThat(this.client.send(this.client.chat("m", "n")).statusCode()).isEqualTo(200);
		assertThat(pid("m")).isEqualTo(pid);
	}

	@Test
	void r40TwoQuickSavesWithPreloadingStartNothingTwice() throws Exception {
		String preloading = this.yaml + "hooks: {on_startup: {preload: [m, z]}}\n";
		write(preloading);
		awaitReady("m", "z");
		for (String speed : List.of("101", "102")) {
			write(preloading.replace("--tokens-per-second 100", "--tokens-per-second " + speed));
			assertThat(post("/api/config/reload", "").statusCode()).isEqualTo(200);
		}
		awaitReady("m", "z");
		assertThat(this.journal.find("m", "start")).as("unchanged").hasSize(1);
		assertThat(this.journal.find("z", "start")).as("never beside a life of its own")
			.hasSizeBetween(2, 3)
			.allMatch((start) -> start.detail("alive").equals(String.valueOf(pid("m"))));
		assertThat(this.journal.alive()).containsExactlyInAnyOrder(pid("m"), pid("z"));
	}

	@Test
	void logSettingsAreThoseOfTheNewFile() throws Exception {
		write(this.yaml + "logTimeFormat: rfc3339\nlogToStdout: both\n");
		assertThat(post("/api/config/reload", "").body()).contains("\"ok\":true");
		this.client.send(this.client.chat("z", "n"));
		assertThat(get("/logs")).containsPattern("\\d{4}-\\d\\d-\\d\\dT[^ ]+ \\[INFO\\] model z: loading")
			.contains("logToStdout changes for the output of models when the program is started again");
	}

	@Test
	void fileThatIsPutBackRightAfterAReloadByHandIsNoticed() throws Exception {
		// The first reload takes so long that the watch could come first.
		post("/api/config/reload", "");
		write(this.yaml.replace("  z:\n", "  y:\n").replace("[m, z]", "[m, y]"));
		assertThat(post("/api/config/reload", "").body()).contains("removed z");
		write(this.yaml);
		Awaitility.await()
			.atMost(LIMIT)
			.until(() -> this.application.statuses().stream().anyMatch((status) -> status.id().value().equals("z")));
	}

	@Test
	void dryRunSaysWhatAReloadWouldDo() throws Exception {
		Path next = Files.writeString(this.folder.resolve("next.yaml"),
				this.yaml.replace("--tokens-per-second 20", "--tokens-per-second 21")
					.replace("  z:\n", "  z:\n    ttl: 7\n"));
		StringWriter out = new StringWriter();
		int exitCode = ConfigurationCommandRunner.run(new PrintWriter(out), "check", "--config", next.toString(),
				"--against", this.application.address().toString());
		assertThat(out.toString()).contains("m: restart (cmd): does not run", "z: touched without restart (ttl)",
				"accepted");
		assertThat(exitCode).isZero();
		assertThat(post("/api/config/check", "").body()).contains("nothing changes");
		assertThat(post("/api/config/check", "models: [").statusCode()).isEqualTo(422);
		assertThat(this.application.status("z").state()).isEqualTo(ModelState.STOPPED);
	}

	private CompletableFuture<HttpResponse<String>> stream() {
		CompletableFuture<HttpResponse<String>> stream = this.client
			.sendAsync(this.client.chat("m", "long", 100, true));
		Awaitility.await().atMost(LIMIT).until(() -> this.application.status("m").inFlight() == 1);
		return stream;
	}

	private void awaitReady(String... models) {
		Awaitility.await()
			.atMost(LIMIT)
			.until(() -> Stream.of(models)
				.allMatch((model) -> this.application.status(model).state() == ModelState.READY));
	}

	private Long pid(String model) {
		return Objects.requireNonNull(this.application.status(model).pid());
	}

	private void write(String text) throws Exception {
		Files.writeString(this.folder.resolve("config.yaml"), text);
	}

	private String get(String path) throws Exception {
		return this.client.send(this.client.at(path)).body();
	}

	private HttpResponse<String> post(String path, String body) throws Exception {
		return this.client.send(this.client.at(path)
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.header("Content-Type", "application/yaml"));
	}

}
