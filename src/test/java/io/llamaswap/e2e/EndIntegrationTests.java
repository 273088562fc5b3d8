package io.llamaswap.e2e;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.llamaswap.test.DemoJournal;
import io.llamaswap.test.ProgramProcess;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The end of the released jar, polite or not, and that nothing survives it.
 */
class EndIntegrationTests {

	@TempDir
	private Path folder;

	private ProgramProcess program;

	private DemoJournal journal;

	@BeforeEach
	void start() throws Exception {
		Assumptions.assumeTrue(Files.exists(ProgramProcess.jar()), "the jar has not been built");
		this.journal = new DemoJournal(this.folder.resolve("journal"));
		ModelsFile models = new ModelsFile(this.journal.file()).model("plain", "", "--fork-child")
			.model("deaf", "", "--ignore-term")
			.model("slow", "", "--health-delay", "60s")
			.append("profiles:\n  both: [plain, deaf]\n  all: [plain, deaf, slow]\n");
		this.program = ProgramProcess.serving(List.of(), this.folder, models.text()).awaitReady();
		ApiClient client = ApiClient.of(URI.create(this.program.url()));
		for (String model : List.of("both:plain", "both:deaf")) {
			HttpResponse<String> answer = client.send(client.chat(model, "e"));
			assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		}
		assertThat(this.journal.alive()).hasSize(3);
	}

	@AfterEach
	void stop() {
		if (this.program != null) {
			this.program.close();
		}
	}

	@Test
	void nothingIsLeftFiveSecondsAfterAHardKill() {
		killHardAndSeeNothingLeft();
	}

	@Test
	void nothingIsLeftAfterAHardKillWhileOneModelLoadsAndOthersEnd() throws Exception {
		ApiClient client = ApiClient.of(URI.create(this.program.url()));
		CompletableFuture<HttpResponse<String>> unload = client
			.sendAsync(client.at("/api/models/unload").POST(HttpRequest.BodyPublishers.noBody()));
		// It ignores being asked to end, so it is still there.
		Awaitility.await().until(() -> this.journal.alive().size() == 1);
		CompletableFuture<HttpResponse<String>> load = client.sendAsync(client.chat("all:slow", "l"));
		Awaitility.await().until(() -> !this.journal.find("slow", "start").isEmpty());
		killHardAndSeeNothingLeft();
		load.cancel(true);
		unload.cancel(true);
	}

	private void killHardAndSeeNothingLeft() {
		this.program.signal("KILL");
		Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.untilAsserted(() -> assertThat(this.journal.alive()).isEmpty());
	}

	@Test
	void termEndsEverythingInOrder() {
		this.program.signal("TERM");
		assertThat(this.program.awaitExit(Duration.ofSeconds(30))).as(this.program.toString()).isZero();
		assertThat(this.journal.alive()).isEmpty();
	}

}
