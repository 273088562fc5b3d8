package io.llamaswap.upstream.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of this program, told from every other, dead or alive.
 *
 * @param namespace number of the namespace that its process id belongs to: a container
 * must not take the program outside for dead, nor the other way round
 * @param pid its process id
 * @param startTicks when it started, which tells it from a later process of the same id
 * @param nonce tells two launchers in one process apart
 */
record Instance(String namespace, long pid, long startTicks, String nonce) {

	private static final Pattern TEXT = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)\\.([0-9a-f]+)");

	private static final Pattern NAMESPACE = Pattern.compile("pid:\\[(\\d+)\\]");

	static Instance current(ProcessTable table) {
		long pid = ProcessHandle.current().pid();
		long startTicks = table.find(pid).map(ProcessEntry::startTicks).orElse(0L);
		String nonce = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
		return new Instance(namespace(table.directory(pid).resolve("ns/pid")), pid, startTicks, nonce);
	}

	static Optional<Instance> parse(String text) {
		Matcher matcher = TEXT.matcher(text);
		if (!matcher.matches()) {
			return Optional.empty();
		}
		try {
			return Optional.of(new Instance(matcher.group(1), Long.parseLong(matcher.group(2)),
					Long.parseLong(matcher.group(3)), matcher.group(4)));
		}
		catch (NumberFormatException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Tells whether this run has surely ended.
	 * @param viewer the run that asks
	 * @param table the processes it sees
	 * @return {@code false} if it is alive or cannot be seen from here
	 */
	boolean isDead(Instance viewer, ProcessTable table) {
		boolean visible = this.namespace.equals(viewer.namespace);
		return visible && table.find(this.pid)
			.filter((entry) -> entry.startTicks() == this.startTicks && entry.isAlive())
			.isEmpty();
	}

	@Override
	public String toString() {
		return this.namespace + "." + this.pid + "." + this.startTicks + "." + this.nonce;
	}

	private static String namespace(Path link) {
		try {
			Matcher matcher = NAMESPACE.matcher(Files.readSymbolicLink(link).toString());
			return matcher.matches() ? matcher.group(1) : "0";
		}
		catch (IOException | UnsupportedOperationException ex) {
			return "0";
		}
	}

}
