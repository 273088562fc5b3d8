package io.llamaswap.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

	private static final HistoryRules RULES = new HistoryRules(
			Map.of("a", Duration.ofSeconds(3), "b", Duration.ofSeconds(3), "d", Duration.ofSeconds(3)), "d",
			Duration.ofSeconds(3));

	@TempDir
	Path folder;

	private final List<String> journal = new ArrayList<>();

	private final List<HistoryRecord> records = new ArrayList<>();

	private final List<Disturbance> disturbances = new ArrayList<>();

	@Test
	void goodHistoryIsGood() throws IOException {
		served("a", 11, "n1");
		record("n1", "a", Fault.NONE, 200, true);
		assertThat(violations()).isEmpty();
	}

	@Test
	void rivalsAliveTogetherAreFound() throws IOException {
		this.journal.add("5 12 b start alive=11");
		waited("n1", "b", 0, 1);
		assertThat(violations()).singleElement().asString().startsWith("rivals alive together");
	}

	@Test
	void numberOfAProcessThatIsGivenAgainIsAnotherLife() throws IOException {
		life("a", 11, 5, 20);
		life("b", 11, 40, 50);
		this.journal.add("60 12 b start alive=11");
		waited("n1", "a", 0, 1);
		waited("n2", "b", 0, 1);
		waited("n3", "b", 0, 1);
		assertThat(violations()).singleElement().asString().startsWith("rivals alive together: b");
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

	@Test
	void startThatNobodyNewWaitedForIsFound() throws IOException {
		life("a", 11, SECOND, 0);
		life("a", 12, SECOND + 1, 0);
		record("n1", "a", Fault.CANCEL, 0, false);
		assertThat(violations()).singleElement().asString().startsWith("started although nobody new waited");
		this.disturbances.add(new Disturbance("a", Disturbance.Kind.KILL, SECOND, SECOND));
		assertThat(violations()).isEmpty();
	}

	@Test
	void startForWhomNobodyWaitsIsFound() throws IOException {
		life("a", 11, 30 * SECOND, 0);
		record("n1", "a", Fault.CANCEL, 0, false);
		assertThat(violations()).singleElement().asString().startsWith("started although nobody new waited");
	}

	@Test
	void requestThatIsOvertakenForTooLongIsFound() throws IOException {
		life("b", 11, SECOND, 0);
		asked("b", 11, "young", 20);
		asked("a", 12, "old", 30);
		waited("old", "a", 1, 31);
		waited("first", "b", 1, 2);
		waited("young", "b", 19, 21);
		assertThat(violations()).anyMatch((violation) -> violation.startsWith("overtaken for too long"));
	}

	@Test
	void requestThatIsOvertakenSoonAfterALoadIsNoFault() throws IOException {
		life("b", 11, 18 * SECOND, 0);
		asked("b", 11, "young", 20);
		asked("a", 12, "old", 30);
		waited("old", "a", 1, 31);
		waited("young", "b", 17, 21);
		assertThat(violations()).noneMatch((violation) -> violation.startsWith("overtaken"));
	}

	@Test
	void modelThatIsUnloadedTooEarlyIsFound() throws IOException {
		life("d", 11, SECOND, 3 * SECOND);
		waited("n1", "d", 1, 2);
		waited("n2", "a", 1, 100);
		assertThat(violations()).anyMatch((violation) -> violation.startsWith("unloaded before its time"));
		this.disturbances.add(new Disturbance("d", Disturbance.Kind.DRAIN, 2 * SECOND, 2 * SECOND));
		assertThat(violations()).noneMatch((violation) -> violation.startsWith("unloaded before its time"));
	}

	@Test
	void modelThatMakesRoomIsNotUnloadedTooEarly() throws IOException {
		life("b", 11, SECOND, 3 * SECOND);
		waited("n1", "b", 1, 2);
		waited("n2", "a", 1, 100);
		assertThat(violations()).noneMatch((violation) -> violation.startsWith("unloaded before its time"));
	}

	@Test
	void modelThatIsUnloadedTooLateIsFound() throws IOException {
		life("d", 11, SECOND, 20 * SECOND);
		waited("n1", "d", 1, 2);
		waited("n2", "a", 1, 100);
		assertThat(violations()).anyMatch((violation) -> violation.startsWith("not unloaded in time"));
	}

	@Test
	void onlyWhatMayCutIsAnExcuse() throws IOException {
		record("n1", "a", Fault.NONE, 503, false);
		this.disturbances.add(new Disturbance("a", Disturbance.Kind.FREEZE, SECOND, SECOND));
		this.disturbances.add(new Disturbance("b", Disturbance.Kind.KILL, SECOND, SECOND));
		assertThat(violations()).singleElement().asString().startsWith("refused without a reason");
		this.disturbances.add(new Disturbance("a", Disturbance.Kind.UNLOAD, SECOND, SECOND));
		assertThat(violations()).isEmpty();
	}

	private void life(String model, long pid, long start, long signal) {
		this.journal.add(start + " " + pid + " " + model + " start alive=");
		this.journal.add((start + 1) + " " + pid + " " + model + " listening port=1");
		if (signal > 0) {
			this.journal.add(signal + " " + pid + " " + model + " signal");
		}
	}

	private void asked(String model, long pid, String nonce, int second) {
		this.journal.add(second * SECOND + " " + pid + " " + model + " request nonce=" + nonce);
	}

	private void waited(String nonce, String model, int from, int to) {
		this.records.add(new HistoryRecord(nonce, model, Fault.CANCEL, from * SECOND, to * SECOND, 0, "left", false));
	}

	private void served(String model, long pid, String nonce) {
		this.journal.add("5 " + pid + " " + model + " request nonce=" + nonce);
		this.journal.add("6 " + pid + " " + model + " finishing nonce=" + nonce);
	}

	private void record(String nonce, String model, Fault fault, int status, boolean complete) {
		this.records.add(new HistoryRecord(nonce, model, fault, SECOND, 2 * SECOND, status, "of " + model, complete));
	}

	private List<String> violations() throws IOException {
		Path file = Files.write(this.folder.resolve("journal"), this.journal);
		return new HistoryChecker(RULES, this.records, this.disturbances, new DemoJournal(file)).violations();
	}

}
