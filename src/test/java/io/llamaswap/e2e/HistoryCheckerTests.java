package io.llamaswap.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.llamaswap.e2e.HistoryRecord.Fault;
import io.llamaswap.test.DemoJournal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Shows that the checker bites.
 */
class HistoryCheckerTests {

	private static final long SECOND = 1_000_000_000;

	@TempDir
	Path folder;

	private final List<String> journal = new ArrayList<>();

	private final List<HistoryRecord> records = new ArrayList<>();

	@Test
	void goodHistoryIsGood() throws IOException {
		served("a", 11, "n1");
		record("n1", "a", Fault.NONE, 200, true);
		assertThat(violations()).isEmpty();
	}

	@Test
	void rivalsAliveTogetherAreFound() throws IOException {
		this.journal.add("5 12 b start alive=11");
		assertThat(violations()).singleElement().asString().startsWith("rivals alive together");
	}

	@Test
	void answerOfAnotherModelIsFound() throws IOException {
		served("b", 11, "n1");
		record("n1", "a", Fault.NONE, 200, true);
		assertThat(violations()).anyMatch((violation) -> violation.startsWith("answered by another model"));
	}

	@Test
	void generationThatWasCutOffIsFound() throws IOException {
		this.journal.add("5 11 a request nonce=n1");
		this.journal.add("6 11 a cancel nonce=n1");
		record("n1", "a", Fault.NONE, 200, false);
		assertThat(violations()).hasSize(2).anyMatch((violation) -> violation.startsWith("cut off"));
	}

	@Test
	void cutStreamThatLooksWholeIsFound() throws IOException {
		this.journal.add("5 11 a request nonce=n1");
		record("n1", "a", Fault.CUT, 200, true);
		assertThat(violations()).singleElement().asString().startsWith("looks whole");
	}

	@Test
	void generationThatWasAskedForTwiceIsFound() throws IOException {
		served("a", 11, "n1");
		served("a", 12, "n1");
		record("n1", "a", Fault.NONE, 200, true);
		assertThat(violations()).singleElement().asString().startsWith("asked twice");
	}

	@Test
	void refusalWithoutAReasonIsFound() throws IOException {
		record("n1", "a", Fault.NONE, 503, false);
		assertThat(violations()).singleElement().asString().startsWith("refused without a reason");
	}

	@Test
	void whatACrashTookAlongIsNoFault() throws IOException {
		this.journal.add("5 11 a request nonce=n1");
		this.journal.add("5 11 a request nonce=n2");
		record("n1", "a", Fault.CRASH, 200, false);
		record("n2", "a", Fault.NONE, 200, false);
		assertThat(violations()).isEmpty();
	}

	private void served(String model, long pid, String nonce) {
		this.journal.add("5 " + pid + " " + model + " request nonce=" + nonce);
		this.journal.add("6 " + pid + " " + model + " response nonce=" + nonce + " outcome=done");
	}

	private void record(String nonce, String model, Fault fault, int status, boolean complete) {
		this.records.add(new HistoryRecord(nonce, model, fault, SECOND, 2 * SECOND, status, "of " + model, complete));
	}

	private List<String> violations() throws IOException {
		Path file = Files.write(this.folder.resolve("journal"), this.journal);
		return new HistoryChecker(this.records, new DemoJournal(file)).violations();
	}

}
