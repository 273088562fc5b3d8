package io.llamaswap.actuate;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelState;
import org.jspecify.annotations.Nullable;

/**
 * One model as the {@code models} endpoint shows it.
 *
 * @param id the real id
 * @param state {@code stopped}, {@code starting}, {@code ready}, {@code stopping},
 * {@code backing_off} or {@code shutdown}
 * @param since when it entered that state
 * @param pid process id of its server, or {@code null} without one
 * @param port local port that it serves on, or {@code null} if not known
 * @param keepLoaded whether it is never unloaded by itself, not when idle and not for
 * others
 * @param inFlight requests that it is serving
 * @param waiting requests that wait for it
 * @param failed whether it is down because of its last failure
 * @param lastFailure its last failure since the program started, or {@code null}
 * @param retryAt while backing off: when it may be tried again
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record ModelView(String id, String state, Instant since, @Nullable Long pid, @Nullable Integer port, boolean keepLoaded,
		int inFlight, int waiting, boolean failed, @Nullable Failure lastFailure, @Nullable Instant retryAt) {

	static ModelView of(ModelStatus status, boolean keepLoaded) {
		ModelFailure failure = status.lastFailure();
		return new ModelView(status.id().value(), name(status.state()), status.since(), status.pid(), status.port(),
				keepLoaded, status.inFlight(), status.waiting(), status.failed(),
				(failure != null) ? Failure.of(failure) : null, status.retryAt());
	}

	/**
	 * Names a state exactly, backing off included, which has no name on llama-swap's
	 * wire.
	 * @param state the state
	 * @return its name
	 */
	static String name(ModelState state) {
		return state.name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Why a model was not to be started or went away.
	 *
	 * @param kind what kind of failure it was
	 * @param reason one sentence
	 * @param exitCode exit code of the process, or {@code null} if it did not exit
	 * @param lastLines the last lines of its output
	 * @param at when it happened
	 */
	record Failure(String kind, String reason, @Nullable Integer exitCode, List<String> lastLines, Instant at) {

		private static Failure of(ModelFailure failure) {
			return new Failure(failure.kind().name().toLowerCase(Locale.ROOT), failure.reason(), failure.exitCode(),
					failure.lastLines(), failure.at());
		}

	}

}
