package io.llamaswap.dashboard;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.llamaswap.lifecycle.SwapDecision;
import io.llamaswap.model.ModelId;

/**
 * A decision as the page shows it.
 *
 * @param at when
 * @param kind style of its kind, such as {@code start}, {@code stop} or {@code refuse}
 * @param label the kind for a person
 * @param title what the model is called
 * @param reason why
 */
record DecisionLine(Instant at, String kind, String label, String title, String reason) {

	/** So many are shown. */
	static final int MOST = 8;

	static List<DecisionLine> of(List<SwapDecision> decisions, Map<ModelId, String> titles) {
		return decisions.stream().limit(MOST).map((decision) -> of(decision, titles)).toList();
	}

	private static DecisionLine of(SwapDecision decision, Map<ModelId, String> titles) {
		String label = switch (decision.kind()) {
			case START -> "Load";
			case STOP -> "Unload";
			case REFUSE -> "Refused";
			case WAIT -> "Waits";
			case OVERTAKE -> "Goes first";
			case DRAIN -> "Drains";
			case KEEP -> "Stays";
			case RETRY -> "Tried again";
			case BACKOFF -> "Left alone";
		};
		if (decision.times() > 1) {
			label += " × " + decision.times();
		}
		return new DecisionLine(decision.at(), decision.kind().word(), label,
				titles.getOrDefault(decision.model(), decision.model().value()), decision.reason());
	}

}
