package io.llamaswap.dashboard;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.llamaswap.model.ModelId;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * Renders every page once before the first viewer comes: templates are read from the jar
 * at their first use, and no request should wait for that.
 */
@Component
final class PageWarmUp implements SmartInitializingSingleton {

	private final Pages pages;

	PageWarmUp(Pages pages) {
		this.pages = pages;
	}

	@Override
	public void afterSingletonsInstantiated() {
		ModelCard.Live live = new ModelCard.Live("ready", "Ready", Instant.EPOCH, Instant.EPOCH, 1, 1, "why",
				"process 1", true, true);
		ModelCard.Failure failure = new ModelCard.Failure("title", "reason", 1, List.of("line"), Instant.EPOCH);
		ModelCard card = new ModelCard(ModelCard.key(new ModelId("x")), "x", "x", "x", List.of("y"), true, live,
				failure);
		Overview overview = new Overview(List.of(card), new Overview.Summary(1, 1, 1, 1, 1));
		this.pages.page("dashboard", Map.of("overview", overview));
		this.pages.page("log", Map.of("source", "", "model", "x", "models", List.of("x")));
		this.pages.page("upstream", Map.of("cards", List.of(card)));
		this.pages.part("parts", "live", Map.of("card", card));
		this.pages.part("parts", "failure", Map.of("card", card));
		this.pages.part("parts", "sums", Map.of("summary", overview.summary()));
	}

}
