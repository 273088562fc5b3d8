package io.llamaswap.api;

import io.llamaswap.config.ModelDifference;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.model.ModelState;
import org.jspecify.annotations.Nullable;

/**
 * Says what a reload would do to the process of a model, by what it does at the moment.
 */
final class ReloadConsequence {

	private ReloadConsequence() {
	}

	/**
	 * Says it.
	 * @param model what happens to the model
	 * @param status what it does now, or {@code null} if nobody knows it yet
	 * @return a few words, none if no process is concerned
	 */
	static String of(ModelDifference model, @Nullable ModelStatus status) {
		return switch (model.kind()) {
			case RESTART -> (status != null) ? end(status) : "does not run";
			case REMOVED -> (status != null) ? end(status) + refused(status) : "does not run";
			// It was removed while it ran, and its server has not ended yet.
			case ADDED -> (status != null && status.state() == ModelState.READY) ? "runs still, and goes on" : "";
			default -> "";
		};
	}

	private static String refused(ModelStatus status) {
		return (status.waiting() > 0)
				? "; " + status.waiting() + " waiting, refused unless another model answers for it" : "";
	}

	private static String end(ModelStatus status) {
		return switch (status.state()) {
			case STARTING -> "its load stops at once";
			case READY ->
				(status.inFlight() == 0) ? "stops at once" : ("drains first, " + status.inFlight() + " in flight");
			case STOPPING -> "is stopping already";
			default -> "does not run";
		};
	}

}
