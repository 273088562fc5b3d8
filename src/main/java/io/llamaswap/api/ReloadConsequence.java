package io.llamaswap.api;

import io.llamaswap.config.ModelDifference;
import io.llamaswap.lifecycle.ModelStatus;
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
		boolean ends = model.kind() == ModelDifference.Kind.RESTART || model.kind() == ModelDifference.Kind.REMOVED;
		if (!ends) {
			return "";
		}
		return (status != null) ? end(status) : "does not run";
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
