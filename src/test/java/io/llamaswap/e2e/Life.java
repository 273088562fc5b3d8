package io.llamaswap.e2e;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.llamaswap.test.DemoJournal;
import io.llamaswap.test.DemoJournal.Entry;

/**
 * One life of a model server, as it wrote it down itself.
 *
 * @param model whose
 * @param number its own, see {@link Entry#life()}
 * @param start when it began
 * @param ready when it listened, or {@code 0}
 * @param lastUse when it last noted anything about a request, or when it was ready
 * @param signal when it was asked to end, or {@code 0} if it never was
 */
record Life(String model, long number, long start, long ready, long lastUse, long signal) {

	private static final Set<String> USES = Set.of("request", "response", "cancel", "listening", "ready");

	/**
	 * Finds all lives.
	 * @param journal where they were written down
	 * @return the lives by the number of {@link Entry#life()}
	 */
	static Map<Long, Life> of(DemoJournal journal) {
		Map<Long, List<Entry>> entries = new LinkedHashMap<>();
		journal.entries()
			.forEach((entry) -> entries.computeIfAbsent(entry.life(), (life) -> new ArrayList<>()).add(entry));
		Map<Long, Life> lives = new LinkedHashMap<>();
		entries.forEach((number, own) -> {
			if (first(own, "start") > 0) {
				lives.put(number, of(number, own));
			}
		});
		return lives;
	}

	private static Life of(long number, List<Entry> entries) {
		long signal = first(entries, "signal");
		long lastUse = entries.stream()
			.filter((entry) -> USES.contains(entry.event()) && (signal == 0 || entry.nanos() < signal))
			.mapToLong(Entry::nanos)
			.max()
			.orElse(entries.get(0).nanos());
		return new Life(entries.get(0).model(), number, entries.get(0).nanos(), first(entries, "listening"), lastUse,
				signal);
	}

	private static long first(List<Entry> entries, String event) {
		return entries.stream().filter((entry) -> entry.event().equals(event)).mapToLong(Entry::nanos).min().orElse(0);
	}

}
