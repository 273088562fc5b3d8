package io.llamaswap.model;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Why a model server could not be started or went away, in words that may be shown to any
 * caller: no command line, no key, no path.
 *
 * @param kind what kind of failure it was
 * @param reason one sentence for a person, without a final full stop
 * @param exitCode the exit code of the process (128 + n for signal n), or {@code null} if
 * it did not exit
 * @param lastLines the last lines of its output, oldest first, possibly empty
 * @param at when it happened
 */
public record ModelFailure(Kind kind, String reason, @Nullable Integer exitCode, List<String> lastLines, Instant at) {

	/**
	 * Copies the lines.
	 */
	public ModelFailure {
		lastLines = List.copyOf(lastLines);
	}

	/**
	 * Names it in few words: the lines have been told already.
	 */
	@Override
	public String toString() {
		return this.kind + " (" + this.reason + ")";
	}

	/**
	 * The kinds of failure.
	 */
	public enum Kind {

		/** The command is empty, not to be parsed, or its program was not found. */
		COMMAND,

		/** Somebody else holds the port that the model server is to open. */
		PORT_TAKEN,

		/** The process ended before it was healthy. */
		EXITED_WHILE_LOADING,

		/** It was not healthy within {@code healthCheckTimeout}. */
		NOT_READY_IN_TIME,

		/** The process ended by itself after it had been ready. */
		DIED,

		/** It was alive and did not answer its periodic check any more. */
		NOT_ANSWERING,

		/** It was killed and is still there: it keeps its room until it goes. */
		NOT_ENDING,

		/** What is to be done at its start, a hook, failed. */
		HOOK,

		/** Its start was called off. */
		ABORTED

	}

}
