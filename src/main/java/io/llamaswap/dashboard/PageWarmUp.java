package io.llamaswap.dashboard;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.llamaswap.model.ModelId;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.stereotype.Component;

/**
 * Renders every page once after the start, aside, so that the first viewer need not wait
 * for templates to be read and no request waits for the pages.
 */
@Component
final class PageWarmUp implements ApplicationListener<ApplicationReadyEvent> {

	private final Pages pages;

	PageWarmUp(Pages pages) {
		this.pages = pages;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		Schedulers.boundedElastic().schedule(this::render);
	}

	/**
	 * Renders everything once, with everything that there may be to show.
	 */
	void render() {
		ModelCard.Live live = new ModelCard.Live("ready", "Ready", Instant.EPOCH, Instant.EPOCH, 1, 1, "why",
				new Estimate(Instant.EPOCH, 1, "ready"), "pid 1", true, true);
		ModelCard.Failure failure = new ModelCard.Failure("title", "reason", 1, List.of("line"), Instant.EPOCH);
		ModelCard card = new ModelCard(ModelCard.key(new ModelId("x")), "x", "x", "x", List.of("y"), true, true, live,
				failure);
		Overview overview = new Overview(List.of(card), new Overview.Summary(1, 1, 1, 1, 1),
				List.of(new DecisionLine(Instant.EPOCH, "start", "Load", "x", "why")));
		ConfigurationTrouble trouble = new ConfigurationTrouble(true, "why", "1970-01-01T00:00:00Z");
		this.pages.page("dashboard", Map.of("overview", overview, "trouble", trouble));
		this.pages.page("log", Map.of("source", "", "model", "x", "models", List.of("x")));
		this.pages.page("upstream", Map.of("cards", List.of(card)));
		this.pages.part("parts", "live", Map.of("card", card));
		this.pages.part("parts", "failure", Map.of("card", card));
		this.pages.part("parts", "configuration", Map.of("trouble", trouble));
		this.pages.part("parts", "decisions", Map.of("decisions", overview.decisions()));
		this.pages.part("parts", "sums", Map.of("summary", overview.summary()));
	}

}
