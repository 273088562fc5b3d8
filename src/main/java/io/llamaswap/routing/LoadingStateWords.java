package io.llamaswap.routing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

import io.llamaswap.json.JsonStrings;
import reactor.core.publisher.Mono;

/**
 * The text of {@code sendLoadingState} (contract 4.8): typed into the reasoning of a chat
 * in pieces of five characters, so that people see that something happens.
 */
final class LoadingStateWords implements FeedbackWords {

	private static final String SEPARATOR = "━".repeat(5);

	private static final int PIECE = 5;

	private static final Duration DOT = Duration.ofMillis(750);

	private static final Duration REMARK = Duration.ofSeconds(7);

	private final String id;

	private final String model;

	private final long created;

	private final Deque<String> pieces = new ArrayDeque<>();

	private Duration nextDot = Duration.ZERO;

	private Duration nextRemark = Duration.ZERO;

	/**
	 * Begins.
	 * @param id id of the chunks
	 * @param model real id of the model that is loading
	 * @param created when the chunks say that they were made, in seconds of the epoch
	 */
	LoadingStateWords(String id, String model, long created) {
		this.id = id;
		this.model = model;
		this.created = created;
		line(SEPARATOR);
		line("llama-swap loading model: " + model);
	}

	@Override
	public Mono<String> next(Duration waited) {
		if (this.pieces.isEmpty() && waited.compareTo(this.nextDot) >= 0) {
			this.nextDot = waited.plus(DOT);
			if (waited.compareTo(this.nextRemark) >= 0) {
				this.nextRemark = waited.plus(REMARK);
				type("Still loading after " + waited.toSeconds() + " s");
				this.pieces.add(" ");
			}
			else {
				this.pieces.add(".");
			}
		}
		String piece = this.pieces.poll();
		return (piece != null) ? Mono.just(chunk(piece)) : Mono.empty();
	}

	@Override
	public String last(Duration waited) {
		this.pieces.add("\n");
		line(String.format(Locale.ROOT, "Done! (%.2fs)", waited.toMillis() / 1000.0));
		line(SEPARATOR);
		line(" ");
		StringBuilder events = new StringBuilder();
		this.pieces.forEach((piece) -> events.append(chunk(piece)));
		this.pieces.clear();
		return events.toString();
	}

	private void line(String text) {
		type(text);
		this.pieces.add("\n");
	}

	private void type(String text) {
		for (int index = 0; index < text.length();) {
			int end = text.offsetByCodePoints(index, Math.min(PIECE, text.codePointCount(index, text.length())));
			this.pieces.add(text.substring(index, end));
			index = end;
		}
	}

	private String chunk(String text) {
		return "data: {\"id\":" + JsonStrings.quote(this.id) + ",\"object\":\"chat.completion.chunk\",\"created\":"
				+ this.created + ",\"model\":" + JsonStrings.quote(this.model)
				+ ",\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":" + JsonStrings.quote(text)
				+ "},\"finish_reason\":null}]}\n\n";
	}

}
