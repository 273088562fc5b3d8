package io.llamaswap.upstream;

import java.time.Duration;

/**
 * The sentences of failures.
 */
final class Reasons {

	private static final int SIGNAL_BASE = 128;

	private static final int HIGHEST_SIGNAL = 64;

	private Reasons() {
	}

	static String exitedWhileLoading(int exitCode) {
		String reason = "the model server ended with " + describe(exitCode) + " before it was ready";
		// `docker run -d` and scripts that end in `&` do this; users then look for a
		// crash.
		return (exitCode != 0) ? reason : reason + "; its command has to stay in the foreground as long as it serves";
	}

	static String died(int exitCode) {
		return "the model server ended by itself with " + describe(exitCode);
	}

	static String notReadyInTime(Duration limit, String lastAnswer) {
		return "the model server was not ready within %d s; the last health check got: %s".formatted(limit.toSeconds(),
				lastAnswer);
	}

	static String notLaunchedInTime(Duration limit) {
		return "the operating system did not start the model server within %d s".formatted(limit.toSeconds());
	}

	static String portTaken(String holder) {
		return "another process answers on the port of the model server: " + holder;
	}

	private static String describe(int exitCode) {
		if (exitCode > SIGNAL_BASE && exitCode <= SIGNAL_BASE + HIGHEST_SIGNAL) {
			return "exit code %d (signal %d)".formatted(exitCode, exitCode - SIGNAL_BASE);
		}
		return "exit code " + exitCode;
	}

}
