package io.llamaswap.client;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

import io.llamaswap.RunningApplication;
import io.llamaswap.test.DemoJournal;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The program that a client is tried with, and what its model servers wrote down.
 */
final class ClientTarget implements AutoCloseable {

	private final RunningApplication application;

	private final DemoJournal journal;

	private ClientTarget(RunningApplication application, DemoJournal journal) {
		this.application = application;
		this.journal = journal;
	}

	/**
	 * Starts it with the models of {@link ClientModels}.
	 * @param folder where its files are put
	 * @param more lines in front of its configuration
	 * @return the running program
	 * @throws IOException if a file cannot be written
	 */
	static ClientTarget start(Path folder, String more) throws IOException {
		DemoJournal journal = new DemoJournal(folder.resolve("journal"));
		return new ClientTarget(RunningApplication.start(folder, more + ClientModels.yaml(journal.file())), journal);
	}

	/**
	 * Checks that the head of an answer came before its model was ready: how long the
	 * wait was is known only then, and told in a comment.
	 * @param headers the values of a header
	 */
	static void assertBegunWhileLoading(Function<String, List<String>> headers) {
		assertThat(headers.apply("X-Llama-Swap-Model")).hasSize(1);
		assertThat(headers.apply("X-Llama-Swap-Waited")).isEmpty();
	}

	URI address() {
		return this.application.address();
	}

	int waitingFor(String model) {
		return this.application.status(model).waiting();
	}

	DemoJournal journal() {
		return this.journal;
	}

	@Override
	public void close() {
		this.application.close();
		assertThat(this.journal.alive()).as("left behind").isEmpty();
	}

}
