package io.llamaswap.api;

import java.util.concurrent.atomic.AtomicInteger;

import io.llamaswap.error.ApiError;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * Everything that happens, as a stream of events (contract 3.11).
 */
@RestController
final class EventController {

	/** So many streams may be open at once. */
	static final int MAX_FOLLOWERS = 100;

	private final EventFeed feed;

	private final AtomicInteger followers = new AtomicInteger();

	EventController(EventFeed feed) {
		this.feed = feed;
	}

	@GetMapping("/api/events")
	Mono<Void> events(ServerWebExchange exchange) {
		ServerHttpResponse response = exchange.getResponse();
		if (this.followers.incrementAndGet() > MAX_FOLLOWERS) {
			this.followers.decrementAndGet();
			return OwnResponse.send(response,
					TextAnswer.error(ApiError.unavailable("too many event streams are open"), exchange.getRequest()));
		}
		response.getHeaders().setContentType(MediaType.TEXT_EVENT_STREAM);
		response.getHeaders().setCacheControl("no-cache");
		response.getHeaders().set("X-Content-Type-Options", "nosniff");
		response.getHeaders().set("X-Accel-Buffering", "no");
		Mono<Void> answer = HttpMethod.HEAD.equals(exchange.getRequest().getMethod()) ? response.setComplete()
				: response.writeAndFlushWith(pieces(response));
		return answer.doFinally((signal) -> this.followers.decrementAndGet());
	}

	private Flux<Mono<DataBuffer>> pieces(ServerHttpResponse response) {
		return this.feed.frames().map((frame) -> Mono.fromSupplier(() -> response.bufferFactory().wrap(frame)));
	}

}
