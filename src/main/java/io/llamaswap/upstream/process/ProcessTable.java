package io.llamaswap.upstream.process;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The processes of this machine, read from {@code /proc}. Blocks for a few milliseconds.
 * Where there is no such directory it is empty.
 */
class ProcessTable {

	private static final int STAT_BYTES = 1024;

	private static final int ENVIRONMENT_BYTES = 1024 * 1024;

	private static final int PARENT = 1;

	private static final int GROUP = 2;

	private static final int SESSION = 3;

	private static final int THREADS = 17;

	private static final int START = 19;

	private final Path root;

	ProcessTable(Path root) {
		this.root = root;
	}

	/**
	 * Tells whether processes can be seen here.
	 * @return {@code false} on systems without {@code /proc}
	 */
	boolean isReadable() {
		return Files.isReadable(this.root.resolve("self/stat"));
	}

	/**
	 * Lists every process that is alive.
	 * @return the processes, without zombies
	 */
	List<ProcessEntry> alive() {
		return list(ProcessEntry::isAlive);
	}

	/**
	 * Lists every process of which only the exit code is left.
	 * @return the zombies
	 */
	List<ProcessEntry> ended() {
		return list((entry) -> !entry.isAlive());
	}

	private List<ProcessEntry> list(Predicate<ProcessEntry> wanted) {
		List<ProcessEntry> entries = new ArrayList<>();
		if (!isReadable()) {
			return entries;
		}
		// Plain names and files: a swap waits for this, and often it runs before it is
		// compiled.
		String[] names = this.root.toFile().list();
		if (names == null) {
			throw new UncheckedIOException(new IOException(this.root + " cannot be listed"));
		}
		for (String name : names) {
			if (Character.isDigit(name.charAt(0))) {
				read(new File(this.root.toFile(), name)).filter(wanted).ifPresent(entries::add);
			}
		}
		return entries;
	}

	/**
	 * Looks one process up.
	 * @param pid its id
	 * @return the process, alive or a zombie; empty if there is none
	 */
	Optional<ProcessEntry> find(long pid) {
		return read(directory(pid).toFile());
	}

	/**
	 * Returns the entries of a process's first environment.
	 * @param entry the process
	 * @return {@code NAME=value} entries; empty if they may not be read
	 */
	List<String> environment(ProcessEntry entry) {
		if (entry.isUninterruptible()) {
			return List.of();
		}
		try {
			return List.of(text(directory(entry.pid()).resolve("environ").toFile(), ENVIRONMENT_BYTES).split("\0", -1));
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	/**
	 * Returns the short name of a process.
	 * @param pid its id
	 * @return at most 15 characters, or {@code "?"}
	 */
	String name(long pid) {
		try {
			return text(directory(pid).resolve("comm").toFile(), STAT_BYTES).strip();
		}
		catch (IOException ex) {
			return "?";
		}
	}

	/**
	 * Returns what the open descriptors of a process point at.
	 * @param pid its id
	 * @return link targets such as {@code socket:[1234]}; empty if they may not be read
	 */
	List<String> descriptors(long pid) {
		List<String> targets = new ArrayList<>();
		try (DirectoryStream<Path> links = Files.newDirectoryStream(directory(pid).resolve("fd"))) {
			for (Path link : links) {
				readLink(link).ifPresent(targets::add);
			}
		}
		catch (IOException ex) {
			return List.of();
		}
		return targets;
	}

	private Optional<String> readLink(Path link) {
		try {
			return Optional.of(Files.readSymbolicLink(link).toString());
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	Path directory(long pid) {
		return this.root.resolve(Long.toString(pid));
	}

	private Optional<ProcessEntry> read(File directory) {
		try {
			return Optional.of(parse(text(new File(directory, "stat"), STAT_BYTES)));
		}
		catch (IOException | IllegalArgumentException | IndexOutOfBoundsException ex) {
			// It ended between the listing and this look.
			return Optional.empty();
		}
	}

	// The name in parentheses may hold spaces and parentheses itself (proc(5)).
	private static ProcessEntry parse(String stat) {
		long pid = Long.parseLong(stat.substring(0, stat.indexOf(' ')));
		String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", START + 2);
		return new ProcessEntry(pid, fields[0].charAt(0), Long.parseLong(fields[PARENT]), Long.parseLong(fields[GROUP]),
				Long.parseLong(fields[SESSION]), Integer.parseInt(fields[THREADS]), Long.parseLong(fields[START]));
	}

	private static String text(File file, int limit) throws IOException {
		try (InputStream in = new FileInputStream(file)) {
			return new String(in.readNBytes(limit), StandardCharsets.UTF_8);
		}
	}

}
