package io.llamaswap.demo;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What happened, written so that a test can judge it without asking the program under
 * test: one line per event, <code>NANOS PID MODEL EVENT KEY=VALUE...</code>, with the
 * monotonic clock that all processes of a host share. Several processes may append to one
 * file.
 */
final class Journal {

	private static final int PID = 1;

	private static final int EVENT = 3;

	/** Behind the name of the program, which may hold anything; see proc(5). */
	private static final int BEGINNING = 19;

	private final OutputStream file;

	private final String who;

	private Journal(OutputStream file, String model) {
		this.file = file;
		this.who = " " + ProcessHandle.current().pid() + " " + value(model) + " ";
	}

	/**
	 * Opens the journal that the switches name, or one that forgets everything.
	 * @param switches the switches
	 * @return the journal
	 * @throws IOException if the file cannot be opened
	 */
	static Journal open(Switches switches) throws IOException {
		String path = switches.find(Switch.JOURNAL);
		String model = switches.text(Switch.MODEL, "-");
		return new Journal((path != null) ? new FileOutputStream(path, true) : OutputStream.nullOutputStream(), model);
	}

	/**
	 * Writes one event. An unwritable journal is passed over: a test would miss the line.
	 * @param event what happened
	 * @param details keys and values in turn
	 */
	void write(String event, String... details) {
		StringBuilder line = new StringBuilder(96).append(System.nanoTime()).append(this.who).append(event);
		for (int index = 0; index + 1 < details.length; index += 2) {
			line.append(' ').append(details[index]).append('=').append(value(details[index + 1]));
		}
		byte[] bytes = line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
		try {
			// One write per line: appends of several processes do not mix.
			this.file.write(bytes);
		}
		catch (IOException ex) {
			System.err.println("journal: " + ex.getMessage());
		}
	}

	/**
	 * Writes that this process began, and who else of the same journal is alive. Numbers
	 * of processes are given again, so each says when it began.
	 * @param switches the switches
	 * @throws IOException if the file cannot be read
	 */
	void begin(Switches switches) throws IOException {
		write("start", "alive", othersAlive(switches), "ticks",
				beginning(String.valueOf(ProcessHandle.current().pid())));
	}

	/**
	 * Writes that this process has a child.
	 * @param child its id
	 */
	void forked(long child) {
		String pid = String.valueOf(child);
		write("forked", "child", pid, "ticks", beginning(pid));
	}

	private static String othersAlive(Switches switches) throws IOException {
		String path = switches.find(Switch.JOURNAL);
		if (path == null) {
			return "";
		}
		Map<String, String> others = new LinkedHashMap<>();
		for (String line : Files.readAllLines(Path.of(path))) {
			String[] words = line.split(" ", -1);
			if (words[EVENT].equals("start")) {
				others.put(words[PID], words[words.length - 1].replace("ticks=", ""));
			}
		}
		others.remove(String.valueOf(ProcessHandle.current().pid()));
		return others.entrySet()
			.stream()
			.filter((other) -> !other.getValue().isEmpty() && other.getValue().equals(beginning(other.getKey())))
			.map(Map.Entry::getKey)
			.collect(Collectors.joining(","));
	}

	/**
	 * Tells when a process began.
	 * @param pid its id
	 * @return a number that another process with this id does not have, or {@code ""} if
	 * it is not there any more; a zombie has ended, its parent has only not asked for its
	 * exit code yet
	 */
	private static String beginning(String pid) {
		try {
			String stat = Files.readString(Path.of("/proc", pid, "stat"));
			String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
			return "Z".equals(fields[0]) ? "" : fields[BEGINNING];
		}
		catch (IOException ex) {
			return ProcessHandle.of(Long.parseLong(pid))
				.flatMap((process) -> process.info().startInstant())
				.map((instant) -> String.valueOf(instant.toEpochMilli()))
				.orElse("");
		}
	}

	private static String value(String text) {
		return text.replace("%", "%25").replace(" ", "%20").replace("\n", "%0A").replace("=", "%3D");
	}

}
