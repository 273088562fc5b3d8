package io.llamaswap.dashboard;

import java.time.Duration;
import java.util.List;

import io.llamaswap.log.LogHistory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.codec.ServerSentEvent;

/**
 * The lines of a log for a page: at a pace that a browser can follow. A flood is cut at
 * its source's history, which says how much is missing; nobody else notices.
 */
final class LogFeed {

	/** Lines per event. */
	static final int BATCH = 250;

	/** Time between two events, so that a page gets at most 2,500 lines a second. */
	static final Duration PACE = Duration.ofMillis(100);

	static final Duration HEARTBEAT = Duration.ofSeconds(15);

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private LogFeed() {
	}

	/**
	 * Follows a log.
	 * @param history the log
	 * @return events {@code lines} with a list of lines in one line of JSON, each a list
	 * of pairs of style and text; ends when the log does
	 */
	static Flux<ServerSentEvent<String>> of(LogHistory history) {
		Flux<ServerSentEvent<String>> heartbeat = Flux.interval(Duration.ZERO, HEARTBEAT)
			.onBackpressureDrop()
			.map((tick) -> ServerSentEvent.<String>builder().comment("still here").build());
		ServerSentEvent<String> end = ServerSentEvent.<String>builder().event("end").data("").build();
		return Flux.merge(1, lines(history).concatWithValues(end), heartbeat)
			.takeUntil((event) -> "end".equals(event.event()));
	}

	private static Flux<ServerSentEvent<String>> lines(LogHistory history) {
		LineSplitter splitter = new LineSplitter();
		return history.follow(true)
			.concatMapIterable(splitter::lines, 1)
			.bufferTimeout(BATCH, PACE, true)
			.concatMap((batch) -> Mono.just(event(batch)).delayElement(PACE), 1);
	}

	private static ServerSentEvent<String> event(List<String> lines) {
		List<List<List<String>>> content = lines.stream()
			.map((line) -> AnsiText.read(line).stream().map((piece) -> List.of(piece.style(), piece.text())).toList())
			.toList();
		return ServerSentEvent.<String>builder().event("lines").data(MAPPER.writeValueAsString(content)).build();
	}

}
