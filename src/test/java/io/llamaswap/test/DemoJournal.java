package io.llamaswap.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Reads what demo model servers wrote down, so that a test can judge what really
 * happened.
 *
 * @param file the journal, shared by all models of a test
 */
public record DemoJournal(Path file) {

	/** More than a system gives. */
	private static final long PIDS = 1L << 32;

	/**
	 * Reads all events so far.
	 * @return the events, oldest first
	 */
	public List<Entry> entries() {
		List<Entry> entries = new ArrayList<>();
		try {
			if (Files.exists(this.file)) {
				Files.readAllLines(this.file).forEach((line) -> entries.add(parse(line)));
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException("journal not readable", ex);
		}
		entries.sort((one, other) -> Long.compare(one.nanos(), other.nanos()));
		return withLives(entries);
	}

	// Long runs meet numbers of processes that are given again.
	private static List<Entry> withLives(List<Entry> entries) {
		Map<Long, Long> lives = new HashMap<>();
		List<Entry> known = new ArrayList<>();
		for (Entry entry : entries) {
			if (entry.event().equals("start")) {
				lives.merge(entry.pid(), entry.pid(), (life, pid) -> life + PIDS);
			}
			known.add(new Entry(entry.nanos(), entry.pid(), lives.getOrDefault(entry.pid(), entry.pid()), entry.model(),
					entry.event(), entry.details()));
		}
		return known;
	}

	/**
	 * Finds events.
	 * @param model whose
	 * @param event what
	 * @return the events, oldest first
	 */
	public List<Entry> find(String model, String event) {
		return find((entry) -> entry.model().equals(model) && entry.event().equals(event));
	}

	/**
	 * Finds events.
	 * @param wanted which
	 * @return the events, oldest first
	 */
	public List<Entry> find(Predicate<Entry> wanted) {
		return entries().stream().filter(wanted).toList();
	}

	/**
	 * Returns in which order models were started.
	 * @return the names, one for each start
	 */
	public List<String> starts() {
		return find((entry) -> entry.event().equals("start")).stream().map(Entry::model).toList();
	}

	/**
	 * Finds starts at which another model of the same journal was alive.
	 * @return what overlapped, empty if all lives were apart
	 */
	public List<Entry> overlaps() {
		return find((entry) -> entry.event().equals("start") && !entry.detail("alive").isEmpty());
	}

	/**
	 * Returns the processes that are still there: all that wrote to it and all that those
	 * forked.
	 * @return process ids
	 */
	public List<Long> alive() {
		List<Entry> entries = entries();
		Stream<Long> children = entries.stream()
			.filter((entry) -> entry.event().equals("forked"))
			.filter((entry) -> isRunning(Long.parseLong(entry.detail("child")), entry.detail("ticks")::equals))
			.map((entry) -> Long.valueOf(entry.detail("child")));
		Stream<Long> own = entries.stream()
			.filter((entry) -> entry.event().equals("start") && entry.isRunning())
			.map(Entry::pid);
		return Stream.concat(own, children).distinct().toList();
	}

	/**
	 * Tells whether a process is there and not only waits for somebody to ask how it
	 * ended: an orphan may wait for that for long.
	 * @param pid its id
	 * @return whether it runs
	 */
	public static boolean isRunning(long pid) {
		return isRunning(pid, (ticks) -> true);
	}

	// A long run meets numbers that were given to somebody else.
	private static boolean isRunning(long pid, Predicate<String> begin) {
		try {
			String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
			String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
			return !"Z".equals(fields[0]) && begin.test(fields[19]);
		}
		catch (IOException ex) {
			return Files.notExists(Path.of("/proc/self/stat")) && ProcessHandle.of(pid).isPresent();
		}
	}

	private static Entry parse(String line) {
		String[] words = line.split(" ", -1);
		Map<String, String> details = new LinkedHashMap<>();
		for (int index = 4; index < words.length; index++) {
			int equals = words[index].indexOf('=');
			details.put(words[index].substring(0, equals), plain(words[index].substring(equals + 1)));
		}
		long pid = Long.parseLong(words[1]);
		return new Entry(Long.parseLong(words[0]), pid, pid, plain(words[2]), words[3], details);
	}

	private static String plain(String value) {
		return value.replace("%20", " ").replace("%0A", "\n").replace("%3D", "=").replace("%25", "%");
	}

	/**
	 * One event.
	 *
	 * @param nanos when, on the clock that all processes share
	 * @param pid who
	 * @param life the same, but a number that no other process had before
	 * @param model whose server
	 * @param event what
	 * @param details more about it
	 */
	public record Entry(long nanos, long pid, long life, String model, String event, Map<String, String> details) {

		/**
		 * Tells whether the process that began with this event is still there, and not
		 * another one that was given its number.
		 * @return whether it runs
		 */
		public boolean isRunning() {
			return DemoJournal.isRunning(this.pid, detail("ticks")::equals);
		}

		/**
		 * Returns a detail.
		 * @param key its name
		 * @return its value, empty without it
		 */
		public String detail(String key) {
			return this.details.getOrDefault(key, "");
		}

	}

}
