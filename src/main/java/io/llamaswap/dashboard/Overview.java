package io.llamaswap.dashboard;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.llamaswap.config.Configuration;
import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.model.ModelId;

/**
 * Everything that the page shows at a moment.
 *
 * @param cards one card per model, in the order of the configuration
 * @param summary the sums over all of them
 */
record Overview(List<ModelCard> cards, Summary summary) {

	/**
	 * Puts the page's content together.
	 * @param configuration the configuration now
	 * @param statuses the statuses now
	 * @return the content
	 */
	static Overview of(Configuration configuration, List<ModelStatus> statuses) {
		Map<ModelId, ModelStatus> byId = statuses.stream()
			.collect(Collectors.toMap(ModelStatus::id, Function.identity()));
		List<ModelCard> cards = configuration.allModels()
			.stream()
			.map((model) -> Optional.ofNullable(byId.get(model.id()))
				.map((status) -> ModelCard.of(model, status, statuses)))
			.flatMap(Optional::stream)
			.toList();
		return new Overview(cards, Summary.of(cards));
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
