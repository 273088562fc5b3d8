package io.llamaswap.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import io.llamaswap.RunningApplication;
import io.llamaswap.test.DemoJournal;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The whole application with demo model servers as children, for all tests of a class.
 * None of them may be left when it has ended.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EndToEnd {

	static final Duration LIMIT = Duration.ofSeconds(30);

	DemoJournal journal;

	RunningApplication application;

	ApiClient client;

	/**
	 * Says which models there are.
	 * @param file the configuration so far
	 * @return the configuration
	 */
	abstract ModelsFile models(ModelsFile file);

	@BeforeAll
	void startApplication(@TempDir Path folder) throws IOException {
		this.journal = new DemoJournal(folder.resolve("journal"));
		this.application = RunningApplication.start(folder, models(new ModelsFile(this.journal.file())).text());
		this.client = ApiClient.of(this.application.address());
	}

	@AfterAll
	void stopApplication() {
		this.application.close();
		assertThat(this.journal.alive()).as("left behind").isEmpty();
	}

	/**
	 * Ends all models and waits until they have.
	 * @throws Exception if that could not be asked for
	 */
	void unloadAll() throws Exception {
		this.client.send(this.client.at("/unload"));
		Awaitility.await()
			.atMost(LIMIT)
			.until(() -> this.application.statuses().stream().noneMatch((status) -> status.state().isAlive()));
	}

}
