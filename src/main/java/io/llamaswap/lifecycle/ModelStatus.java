package io.llamaswap.lifecycle;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is shown of one model at a moment. Never decide on it.
 *
 * @param id the real id
 * @param state where it is in its life
 * @param since when it entered that state
 * @param pid process id of its server, or {@code null}
 * @param port local port it serves on, or {@code null} if not known
 * @param inFlight open leases
 * @param waiting requests that wait for it
 * @param lastFailure its last failure since the program started, or {@code null}
 * @param failed whether it is down because of that failure: it has not been started or
 * unloaded since
 * @param retryAt while backing off: when it may be tried again, else {@code null}
 */
public record ModelStatus(ModelId id, ModelState state, Instant since, @Nullable Long pid, @Nullable Integer port,
		int inFlight, int waiting, @Nullable ModelFailure lastFailure, boolean failed, @Nullable Instant retryAt) {

	/**
	 * Sorts statuses by their model.
	 * @param statuses statuses of different models
	 * @return the status of each
	 */
	public static Map<ModelId, ModelStatus> byId(Collection<ModelStatus> statuses) {
		return statuses.stream().collect(Collectors.toMap(ModelStatus::id, Function.identity()));
	}

	/**
	 * Tells whether its server is going or gone because somebody decided so, and not by
	 * itself.
	 * @return {@code true} after an unload, a swap or the end of its {@code ttl}
	 */
	public boolean wasStopped() {
		return !this.failed && (this.state == ModelState.STOPPING || this.state == ModelState.STOPPED);
	}

}
