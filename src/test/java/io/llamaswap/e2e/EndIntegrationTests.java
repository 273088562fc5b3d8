package io.llamaswap.e2e;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.llamaswap.test.DemoJournal;
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
			.append("profiles:\n  both: [plain, deaf]\n");
		this.program = ProgramProcess.start(this.folder, models.text());
		ApiClient client = ApiClient.of(this.program.address());
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
		this.program.process().destroyForcibly();
		Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.untilAsserted(() -> assertThat(this.journal.alive()).isEmpty());
	}

	@Test
	void termEndsEverythingInOrder() throws Exception {
		this.program.process().destroy();
		assertThat(this.program.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
		assertThat(this.program.process().exitValue()).as(String.join("\n", this.program.lines())).isZero();
		assertThat(this.journal.alive()).isEmpty();
	}

}
