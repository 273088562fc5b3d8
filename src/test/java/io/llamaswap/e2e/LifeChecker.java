package io.llamaswap.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.llamaswap.test.DemoJournal;
import io.llamaswap.test.DemoJournal.Entry;

/**
 * Judges when model servers lived: not without being needed, not in the wrong order, not
 * for longer than their idle time and not for less.
 */
final class LifeChecker {

	/** What a busy machine may add between a decision and its line in a journal. */
	private static final long SLACK = Duration.ofSeconds(4).toNanos();

	/** A server may note the end of an answer after its reader has seen it. */
	private static final long TOO_EARLY = Duration.ofMillis(500).toNanos();

	private final HistoryRules rules;

	private final List<HistoryRecord> records;

	private final List<Disturbance> disturbances;

	private final Map<Long, Life> lives;

	private final Map<String, Entry> served = new HashMap<>();

	private final List<String> violations = new ArrayList<>();

	LifeChecker(HistoryRules rules, List<HistoryRecord> records, List<Disturbance> disturbances, DemoJournal journal) {
		this.rules = rules;
		this.records = records;
		this.disturbances = disturbances;
		this.lives = Life.of(journal);
		journal.find((entry) -> entry.event().equals("request"))
			.forEach((entry) -> this.served.putIfAbsent(entry.detail("nonce"), entry));
	}

	/**
	 * Checks everything.
	 * @return what is wrong, one sentence each
	 */
	List<String> violations() {
		this.rules.models().forEach(this::checkNeed);
		this.records.forEach(this::checkOrder);
		long end = this.records.stream().mapToLong(HistoryRecord::end).max().orElse(0);
		for (Life life : this.lives.values()) {
			if (life.signal() > 0 && life.signal() <= end) {
				checkEnd(life);
			}
		}
		return this.violations;
	}

	/**
	 * Each start needs a request of its own that waited for it (check 5): with the one
	 * that ends first for each, none is missed. Only what was done to the model may make
	 * one request need two.
	 * @param model the model
	 */
	private void checkNeed(String model) {
		List<HistoryRecord> free = new ArrayList<>(
				this.records.stream().filter((record) -> record.model().equals(model)).toList());
		free.sort(Comparator.comparingLong(HistoryRecord::end));
		long before = 0;
		List<Life> own = this.lives.values().stream().filter((life) -> life.model().equals(model)).toList();
		for (Life life : own) {
			HistoryRecord mine = free.stream().filter((record) -> waits(record, life.start())).findFirst().orElse(null);
			if (mine != null) {
				free.remove(mine);
			}
			else if (!wasDisturbed(model, before, life.start())) {
				this.violations.add("started although nobody new waited for it: " + life);
			}
			before = life.start();
		}
	}

	private static boolean waits(HistoryRecord record, long when) {
		return record.begin() <= when && record.end() + SLACK >= when;
	}

	private boolean wasDisturbed(String model, long from, long to) {
		return this.disturbances.stream()
			.anyMatch((one) -> one.model().equals(model) && one.begin() <= to && one.end() + SLACK >= from);
	}

	/**
	 * Younger requests for another model go first only for a while (check 6).
	 * @param record who waited
	 */
	private void checkOrder(HistoryRecord record) {
		Entry own = this.served.get(record.nonce());
		long until = (own != null) ? own.nanos() : record.end();
		long bound = this.rules.overtaking().toNanos() + SLACK;
		if (until - record.begin() <= bound || this.rules.isAside(record.model())) {
			return;
		}
		for (HistoryRecord other : this.records) {
			Entry entry = this.served.get(other.nonce());
			if (entry == null || other.begin() <= record.begin() || entry.nanos() >= until
					|| !this.rules.areRivals(record.model(), other.model())) {
				continue;
			}
			Life life = this.lives.get(entry.life());
			long from = Math.max(record.begin(), (life != null) ? life.ready() : 0);
			if (entry.nanos() > from + bound) {
				this.violations.add("overtaken for too long: " + record + " by " + other);
			}
		}
	}

	/**
	 * Nobody is ended without a reason, and none without a use stays (check 8).
	 * @param life one that was asked to end during the load
	 */
	private void checkEnd(Life life) {
		if (this.disturbances.stream().anyMatch((one) -> one.mayEnd(life))) {
			return;
		}
		Duration ttl = this.rules.shortestTtl(life.model());
		boolean early = life.signal() < life.lastUse() + ttl.toNanos() - TOO_EARLY;
		if (early && this.records.stream().noneMatch((record) -> isInNeedOfItsRoom(record, life))) {
			this.violations.add("unloaded before its time: " + life);
		}
		if (this.rules.isAside(life.model()) && life.signal() > lastUse(life) + ttl.toNanos() + SLACK) {
			this.violations.add("not unloaded in time: " + life);
		}
	}

	private boolean isInNeedOfItsRoom(HistoryRecord record, Life life) {
		Entry entry = this.served.get(record.nonce());
		long until = (entry != null) ? entry.nanos() : record.end() + SLACK;
		return this.rules.areRivals(record.model(), life.model()) && record.begin() <= life.signal()
				&& until >= life.signal();
	}

	// A client that leaves uses the model until it leaves.
	private long lastUse(Life life) {
		Set<String> nonces = new HashSet<>();
		this.served.forEach((nonce, entry) -> {
			if (entry.life() == life.number()) {
				nonces.add(nonce);
			}
		});
		return Math.max(life.lastUse(),
				this.records.stream()
					.filter((record) -> nonces.contains(record.nonce()))
					.mapToLong(HistoryRecord::end)
					.max()
					.orElse(0));
	}

}
