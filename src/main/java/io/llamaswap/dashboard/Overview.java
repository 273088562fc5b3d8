package io.llamaswap.dashboard;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.model.ModelId;

/**
 * Everything that the page shows at a moment.
 *
 * @param cards one card per model, in the order of the configuration
 * @param summary the sums over all of them
 * @param decisions what was decided last, newest first
 */
record Overview(List<ModelCard> cards, Summary summary, List<DecisionLine> decisions) {

	/**
	 * Puts the page's content together.
	 * @param configuration the configuration now
	 * @param situation what is known now
	 * @return the content
	 */
	static Overview of(Configuration configuration, Situation situation) {
		List<ModelCard> cards = configuration.allModels()
			.stream()
			.map((model) -> Optional.ofNullable(situation.statuses().get(model.id()))
				.map((status) -> ModelCard.of(model, status, situation)))
			.flatMap(Optional::stream)
			.toList();
		Map<ModelId, String> titles = configuration.allModels()
			.stream()
			.collect(Collectors.toMap(ModelConfiguration::id, ModelCard::title));
		return new Overview(cards, Summary.of(cards), DecisionLine.of(situation.decisions(), titles));
	}

	/**
	 * Sums over all models.
	 *
	 * @param models how many there are
	 * @param loaded how many have a process
	 * @param failed how many are down because something went wrong
	 * @param inFlight requests that are being served
	 * @param waiting requests that wait
	 */
	record Summary(int models, long loaded, long failed, int inFlight, int waiting) {

		private static Summary of(List<ModelCard> cards) {
			return new Summary(cards.size(),
					cards.stream()
						.filter((card) -> !card.live().process().isEmpty() || card.live().unloadable())
						.count(),
					cards.stream().filter((card) -> card.failure() != null).count(),
					cards.stream().mapToInt((card) -> card.live().inFlight()).sum(),
					cards.stream().mapToInt((card) -> card.live().waiting()).sum());
		}

	}

}
