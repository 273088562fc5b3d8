package io.llamaswap.dashboard;

import java.util.List;
import java.util.stream.Collectors;

import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.model.ModelState;

/**
 * Says in words what the requests for a model wait for, as far as states show it.
 */
final class WaitingReason {

	private static final int MAX_NAMED = 3;

	private WaitingReason() {
	}

	/**
	 * Finds the words.
	 * @param status the model that is waited for
	 * @param all the statuses of all models
	 * @return a few words, or {@code ""} if nobody waits
	 */
	static String of(ModelStatus status, List<ModelStatus> all) {
		if (status.waiting() == 0) {
			return "";
		}
		return switch (status.state()) {
			case STARTING -> "until it has loaded";
			case READY -> "until it has served others";
			case STOPPING -> "until its last run is over";
			default -> others(status, all);
		};
	}

	private static String others(ModelStatus status, List<ModelStatus> all) {
		String busy = all.stream()
			.filter((other) -> other.state().isAlive() && !other.id().equals(status.id()))
			.limit(MAX_NAMED)
			.map(WaitingReason::busy)
			.collect(Collectors.joining(", "));
		return busy.isEmpty() ? "for its start" : "for room: " + busy;
	}

	private static String busy(ModelStatus other) {
		if (other.state() == ModelState.READY) {
			return other.id() + ((other.inFlight() == 0) ? " is loaded" : " serves " + other.inFlight());
		}
		return other.id() + ((other.state() == ModelState.STARTING) ? " is loading" : " is unloading");
	}

}
