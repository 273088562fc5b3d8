package io.llamaswap.dashboard;

import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.lifecycle.OutlookWords;
import io.llamaswap.lifecycle.SwapPlan;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import org.jspecify.annotations.Nullable;

/**
 * Says in words what the requests for a model wait for.
 */
final class WaitingReason {

	private WaitingReason() {
	}

	/**
	 * Finds the words.
	 * @param status the model that is waited for
	 * @param outlook what the first who waits for it has before it, or {@code null}
	 * @return a few words, or {@code ""} if nobody waits
	 */
	static String of(ModelStatus status, @Nullable SwapPlan outlook) {
		if (status.waiting() == 0) {
			return "";
		}
		if (status.state() == ModelState.STARTING) {
			return "until it has loaded";
		}
		return (outlook != null) ? new OutlookWords(outlook, ModelId::value).reason() : "for room";
	}

}
