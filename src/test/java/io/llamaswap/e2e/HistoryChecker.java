package io.llamaswap.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.llamaswap.e2e.HistoryRecord.Fault;
import io.llamaswap.test.DemoJournal;
import io.llamaswap.test.DemoJournal.Entry;

/**
 * Judges a random load by what its clients saw and what the model servers wrote down; our
 * own program is not asked.
 */
final class HistoryChecker {

	/** So long after a crash its effects may reach others who use the same life. */
	private static final long AFTERMATH = Duration.ofSeconds(3).toNanos();

	private final List<HistoryRecord> records;

	private final DemoJournal journal;

	private final HistoryRules rules;

	private final List<Disturbance> disturbances;

	private final Map<String, List<Entry>> requests = new HashMap<>();

	private final Set<String> finished = new HashSet<>();

	private final Set<Long> crashed = new HashSet<>();

	private final List<String> violations = new ArrayList<>();

	HistoryChecker(HistoryRules rules, List<HistoryRecord> records, List<Disturbance> disturbances,
			DemoJournal journal) {
		this.rules = rules;
		this.disturbances = disturbances;
		this.records = records;
		this.journal = journal;
		for (Entry entry : journal.entries()) {
			String nonce = entry.detail("nonce");
			if (entry.event().equals("request") && !nonce.isEmpty()) {
				this.requests.computeIfAbsent(nonce, (key) -> new ArrayList<>()).add(entry);
			}
			else if (entry.event().equals("finishing")) {
				this.finished.add(nonce);
			}
		}
		records.stream()
			.filter((record) -> record.fault() == Fault.CRASH)
			.forEach((record) -> lives(record).forEach((entry) -> this.crashed.add(entry.life())));
	}

	/**
	 * Checks everything.
	 * @return what is wrong, one sentence each
	 */
	List<String> violations() {
		checkLivesAreApart();
		for (HistoryRecord record : this.records) {
			checkLife(record);
			if (record.isOrdinary()) {
				checkOrdinary(record);
			}
			checkTruthOfTheEnd(record);
		}
		this.violations.addAll(new LifeChecker(this.rules, this.records, this.disturbances, this.journal).violations());
		return this.violations;
	}

	private void checkLivesAreApart() {
		Map<String, String> models = new HashMap<>();
		for (Entry entry : this.journal.find((one) -> one.event().equals("start"))) {
			models.put(String.valueOf(entry.pid()), entry.model());
			Stream.of(entry.detail("alive").split(",", -1))
				.filter((pid) -> !pid.isEmpty())
				.map((pid) -> models.getOrDefault(pid, entry.model()))
				.filter((model) -> model.equals(entry.model()) || this.rules.areRivals(model, entry.model()))
				.forEach((model) -> violation("rivals alive together: " + model + " at " + entry));
		}
	}

	private void checkLife(HistoryRecord record) {
		List<Entry> lives = lives(record);
		if (lives.size() > 1) {
			violation("asked twice: " + record + " in " + lives);
		}
		lives.stream()
			.filter((entry) -> !entry.model().equals(record.model()))
			.forEach((entry) -> violation("answered by another model: " + record + " in " + entry));
	}

	// A generation that nobody cancelled and nothing killed has to reach its end.
	private void checkOrdinary(HistoryRecord record) {
		boolean inTrouble = lives(record).stream().anyMatch((entry) -> this.crashed.contains(entry.life()))
				|| isNearACrash(record) || this.disturbances.stream().anyMatch((one) -> one.excuses(record));
		if (inTrouble) {
			return;
		}
		lives(record).stream()
			.filter((entry) -> !this.finished.contains(record.nonce()))
			.forEach((entry) -> violation("cut off although nobody cancelled it: " + record + " in " + entry));
		if (record.status() != 200) {
			violation("refused without a reason that the load gave: " + record);
		}
		else if (!record.complete()) {
			violation("not whole: " + record);
		}
	}

	// What looks whole to a client was finished by the server, and no other way round.
	private void checkTruthOfTheEnd(HistoryRecord record) {
		if (record.status() == 200 && record.complete() && !this.finished.contains(record.nonce())) {
			violation("looks whole, but the server did not finish it: " + record);
		}
		if (record.status() == 200 && record.complete() && !record.body().contains(record.model())) {
			violation("the answer names another model: " + record);
		}
	}

	private boolean isNearACrash(HistoryRecord record) {
		return this.records.stream()
			.filter((other) -> other.fault() == Fault.CRASH && other.model().equals(record.model()))
			.anyMatch((other) -> other.begin() < record.end() && other.end() + AFTERMATH > record.begin());
	}

	private List<Entry> lives(HistoryRecord record) {
		return this.requests.getOrDefault(record.nonce(), List.of());
	}

	private void violation(String sentence) {
		this.violations.add(sentence);
	}

}
