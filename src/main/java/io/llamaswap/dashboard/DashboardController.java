package io.llamaswap.dashboard;

import java.time.Duration;
import java.util.Map;

import io.llamaswap.config.LiveConfiguration;
import io.llamaswap.lifecycle.ModelLifecycleService;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * The page with all models, and what keeps it up to date.
 */
@RestController
final class DashboardController {

	private final LiveConfiguration configuration;

	private final ModelLifecycleService lifecycle;

	private final Pages pages;

	private final Assets assets;

	private final DashboardFeed feed;

	DashboardController(LiveConfiguration configuration, ModelLifecycleService lifecycle, Pages pages, Assets assets,
			DashboardFeed feed) {
		this.configuration = configuration;
		this.lifecycle = lifecycle;
		this.pages = pages;
		this.assets = assets;
		this.feed = feed;
	}

	@GetMapping("/ui/")
	Mono<ResponseEntity<String>> dashboard() {
		return this.lifecycle.outlooks().publishOn(Schedulers.boundedElastic()).flatMap((outlooks) -> {
			Overview overview = Overview.of(this.configuration.get(), Situation.of(this.lifecycle, outlooks));
			return this.pages.answer("dashboard",
					Map.of("overview", overview, "trouble", ConfigurationTrouble.of(this.configuration.last())));
		});
	}

	@GetMapping(path = "/ui/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<ServerSentEvent<String>> events(ServerHttpRequest request, ServerHttpResponse response) {
		response.getHeaders().set("X-Accel-Buffering", "no");
		return HttpMethod.HEAD.equals(request.getMethod()) ? Flux.empty() : this.feed.events();
	}

	@GetMapping("/ui/assets/{name}")
	ResponseEntity<byte[]> asset(@PathVariable String name) {
		return this.assets.find(name)
			.map((asset) -> ResponseEntity.ok()
				.contentType(MediaType.parseMediaType(asset.type()))
				.cacheControl(CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable())
				.body(asset.content()))
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
	}

}
