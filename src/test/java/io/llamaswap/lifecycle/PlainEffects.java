package io.llamaswap.lifecycle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.llamaswap.model.ModelId;

/**
 * Effects without what only some tests are about: the words behind a start, and the timer
 * for the moment when the oldest request is overdue.
 */
final class PlainEffects {

	private PlainEffects() {
	}

	/**
	 * Leaves out what is noise.
	 * @param effects what was decided
	 * @param overdue when the first request of the test is overdue
	 * @return the rest
	 */
	static List<SwapEffect> of(List<SwapEffect> effects, Instant overdue) {
		List<SwapEffect> plain = new ArrayList<>(effects);
		plain.removeIf((effect) -> effect instanceof SwapEffect.SetTimer timer && !timer.at().isBefore(overdue));
		plain.replaceAll((effect) -> (effect instanceof SwapEffect.StartModel start) ? start(start.model()) : effect);
		return plain;
	}

	static SwapEffect start(ModelId model) {
		return new SwapEffect.StartModel(model, "");
	}

}
