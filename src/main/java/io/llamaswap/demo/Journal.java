package io.llamaswap.demo;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What happened, written so that a test can judge it without asking the program under
 * test: one line per event, <code>NANOS PID MODEL EVENT KEY=VALUE...</code>, with the
 * monotonic clock that all processes of a host share. Several processes may append to one
 * file.
 */
final class Journal {

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
	 * Finds processes that wrote to the same journal and are still alive.
	 * @param switches the switches
	 * @return their process ids, separated by commas
	 * @throws IOException if the file cannot be read
	 */
	static String othersAlive(Switches switches) throws IOException {
		String path = switches.find(Switch.JOURNAL);
		if (path == null) {
			return "";
		}
		String own = String.valueOf(ProcessHandle.current().pid());
		Set<String> seen = new LinkedHashSet<>();
		for (String line : Files.readAllLines(Path.of(path))) {
			int first = line.indexOf(' ');
			int second = line.indexOf(' ', first + 1);
			seen.add(line.substring(first + 1, second));
		}
		StringBuilder alive = new StringBuilder();
		for (String pid : seen) {
			if (!pid.equals(own) && isRunning(pid)) {
				alive.append((alive.length() > 0) ? "," : "").append(pid);
			}
		}
		return alive.toString();
	}

	private static boolean isRunning(String pid) {
		try {
			String stat = Files.readString(Path.of("/proc", pid, "stat"));
			// A zombie has ended; its parent has only not asked for its exit code yet.
			return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
		}
		catch (IOException ex) {
			return Files.notExists(Path.of("/proc/self/stat")) && ProcessHandle.of(Long.parseLong(pid)).isPresent();
		}
	}

	private static String value(String text) {
		return text.replace("%", "%25").replace(" ", "%20").replace("\n", "%0A").replace("=", "%3D");
	}

}
