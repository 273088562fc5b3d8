package io.llamaswap.upstream.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tiny shell process that outlives this program for a moment: when the pipe to it
 * breaks, for whatever reason, it ends every group that it watches. It also carries our
 * signals to groups, which Java cannot send and for which a new process each time would
 * cost more.
 */
final class Guard implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Guard.class);

	private final @Nullable List<String> command;

	/** Guarded by this. */
	private final Map<Long, String> groups = new LinkedHashMap<>();

	/** Guarded by this. */
	private @Nullable Process process;

	/** Guarded by this. */
	private boolean closed;

	/**
	 * Makes a guard that is not yet started.
	 * @param setsid path of {@code setsid}, or {@code null} if there is none: then there
	 * are no groups to watch and nothing is started
	 * @param instance this run of the program
	 */
	Guard(@Nullable String setsid, Instance instance) {
		this.command = (setsid != null)
				? List.of(setsid, "sh", "-c", script(), "llama-swap-guard", LifeMarker.entryPrefix(instance)) : null;
	}

	/**
	 * Starts it. To be called on the spawn thread, before the first child.
	 */
	synchronized void start() {
		if (this.closed || this.command == null) {
			return;
		}
		try {
			ProcessBuilder builder = new ProcessBuilder(this.command);
			builder.redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD);
			// A guard of a program that is itself a model of another must not be ended
			// together with what it guards.
			builder.environment().remove(LifeMarker.VARIABLE);
			this.process = builder.start();
		}
		catch (IOException ex) {
			logger.warn("No guard: if this program is killed hard, model servers will survive it", ex);
		}
	}

	/**
	 * Starts it again if somebody ended it, and tells the new one what to watch. To be
	 * called on the spawn thread.
	 */
	synchronized void ensureAlive() {
		Process current = this.process;
		if (current != null && !current.isAlive() && !this.closed) {
			logger.warn("The guard process has ended (exit code {}), starting another", current.exitValue());
			start();
			this.groups.forEach((group, command) -> tell("watch", group, command));
		}
	}

	/**
	 * Takes a group under guard.
	 * @param group id of the group
	 * @param atTheEnd what is run with the group's end, if the guard has to end it: words
	 * of a command, empty for none. It gets the environment of this program.
	 */
	synchronized void watch(long group, List<String> atTheEnd) {
		String command = atTheEnd.stream().map(Guard::quoted).collect(Collectors.joining(" "));
		this.groups.put(group, command);
		tell("watch", group, command);
	}

	// In one line: the script knows what a new line is.
	private static String quoted(String word) {
		return "'" + word.replace("'", "'\\''").replace("\n", "'\"$newline\"'") + "'";
	}

	/**
	 * Forgets a group that is empty, before the kernel gives its id to somebody else.
	 * @param group id of the group
	 */
	synchronized void forget(long group) {
		if (this.groups.remove(group) != null) {
			tell("forget", group, "");
		}
	}

	/**
	 * Sends a signal to a whole group.
	 * @param signal the signal
	 * @param group id of the group
	 * @return {@code false} if there is no guard to send it
	 */
	synchronized boolean signal(Signal signal, long group) {
		return tell(signal.name(), group, "");
	}

	/**
	 * Closes the pipe: the guard ends what is still there, then itself.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		if (this.process != null) {
			try {
				this.process.getOutputStream().close();
			}
			catch (IOException ex) {
				logger.debug("The guard has gone before", ex);
			}
		}
	}

	synchronized @Nullable Long pid() {
		return (this.process != null) ? this.process.pid() : null;
	}

	private boolean tell(String verb, long group, String command) {
		if (this.process == null || !this.process.isAlive()) {
			return false;
		}
		try {
			OutputStream pipe = this.process.getOutputStream();
			pipe.write((verb + " " + group + " " + command + "\n").getBytes(StandardCharsets.UTF_8));
			pipe.flush();
			return true;
		}
		catch (IOException ex) {
			logger.debug("The guard does not listen", ex);
			return false;
		}
	}

	private static String script() {
		try (InputStream in = Guard.class.getResourceAsStream("guard.sh")) {
			if (in == null) {
				throw new IllegalStateException("guard.sh is missing from the program");
			}
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new IllegalStateException("guard.sh cannot be read", ex);
		}
	}

	/**
	 * The signals that it sends.
	 */
	enum Signal {

		/** Please end. */
		TERM,

		/** End now. */
		KILL

	}

}
