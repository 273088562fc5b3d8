package io.llamaswap.dashboard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import io.llamaswap.config.LiveConfiguration;
import io.llamaswap.lifecycle.ModelLifecycleService;
import io.llamaswap.lifecycle.SwapPlan;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import org.springframework.http.HttpStatus;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * Sends the parts of the page that changed: everything at first, so that a page which was
 * away is right again at once, then only differences, a few times a second however busy
 * the models are.
 */
@Component
final class DashboardFeed {

	/** The shortest time between two looks. */
	static final Duration PACE = Duration.ofMillis(200);

	/**
	 * Each page is looked after even if nothing happens, and its connection kept busy.
	 */
	static final Duration HEARTBEAT = Duration.ofSeconds(10);

	/** So many pages may be open at once. */
	static final int MAX_VIEWERS = 100;

	private final LiveConfiguration configuration;

	private final Sinks.Many<Long> reloads = Sinks.many().multicast().directBestEffort();

	private final ModelLifecycleService lifecycle;

	private final Pages pages;

	private final AtomicInteger viewers = new AtomicInteger();

	DashboardFeed(LiveConfiguration configuration, ModelLifecycleService lifecycle, Pages pages) {
		this.configuration = configuration;
		this.lifecycle = lifecycle;
		this.pages = pages;
		configuration.follow((outcome) -> this.reloads.tryEmitNext(0L));
	}

	/**
	 * Follows all models.
	 * @return events named after the part of the page that they replace
	 */
	Flux<ServerSentEvent<String>> events() {
		return Flux.defer(() -> {
			if (this.viewers.incrementAndGet() > MAX_VIEWERS) {
				this.viewers.decrementAndGet();
				return Flux.error(new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE));
			}
			Viewer viewer = new Viewer();
			Flux<Long> looks = Flux.merge(
					Flux.interval(Duration.ZERO, HEARTBEAT), Flux
						.merge(this.lifecycle.movements().map((moved) -> 0L),
								this.lifecycle.decisions().map((decision) -> 0L), this.reloads.asFlux())
						.sample(PACE));
			return looks.onBackpressureLatest()
				.concatMap((look) -> this.lifecycle.outlooks(), 1)
				.publishOn(Schedulers.boundedElastic(), 1)
				.concatMapIterable((outlooks) -> viewer.differences(now(outlooks)), 1)
				.doFinally((signal) -> this.viewers.decrementAndGet());
		});
	}

	private Overview now(List<SwapPlan> outlooks) {
		return Overview.of(this.configuration.get(), Situation.of(this.lifecycle, outlooks));
	}

	/**
	 * What one page shows. One thread at a time.
	 */
	private final class Viewer {

		private final Map<String, Object> shown = new HashMap<>();

		private List<ServerSentEvent<String>> differences(Overview now) {
			List<ServerSentEvent<String>> events = new ArrayList<>();
			List<List<Object>> keys = now.cards().stream().map(Viewer::drawnOnce).toList();
			boolean first = !this.shown.containsKey("models");
			if (isNew("models", keys) && !first) {
				events.add(event("models", ""));
			}
			if (isNew("summary", now.summary())) {
				events.add(event("summary", part("sums", "summary", now.summary())));
			}
			ConfigurationTrouble trouble = ConfigurationTrouble.of(DashboardFeed.this.configuration.last());
			if (isNew("configuration", trouble)) {
				events.add(event("configuration", part("configuration", "trouble", trouble)));
			}
			if (isNew("decisions", now.decisions())) {
				events.add(event("decisions", part("decisions", "decisions", now.decisions())));
			}
			for (ModelCard card : now.cards()) {
				if (isNew(card.key() + "-live", card.live())) {
					events.add(event(card.key() + "-live", part("live", "card", card)));
				}
				if (isNew(card.key() + "-failure", card.failure())) {
					events.add(event(card.key() + "-failure", part("failure", "card", card)));
				}
			}
			events.add(ServerSentEvent.<String>builder().comment("still here").build());
			return events;
		}

		// What only the whole list shows.
		private static List<Object> drawnOnce(ModelCard card) {
			return List.of(card.key(), card.title(), card.description(), card.aliases(), card.unlisted());
		}

		private boolean isNew(String part, @Nullable Object content) {
			boolean known = this.shown.containsKey(part);
			return !Objects.equals(this.shown.put(part, (content != null) ? content : ""),
					(content != null) ? content : "") || !known;
		}

		private String part(String name, String variable, Object content) {
			return DashboardFeed.this.pages.part("parts", name, Map.of(variable, content));
		}

		private static ServerSentEvent<String> event(String name, String data) {
			return ServerSentEvent.<String>builder().event(name).data(data).build();
		}

	}

}
