package io.llamaswap.routing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import io.llamaswap.error.ApiError;
import io.llamaswap.error.ErrorShape;
import io.llamaswap.model.ModelId;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClientResponse;

/**
 * Tells the answer of a model server that is no stream of events inside of one that has
 * begun already: its head cannot be taken back.
 */
final class EventAnswer {

	/** More of an answer than this is not looked at. */
	static final int MOST = 8192;

	private EventAnswer() {
	}

	/**
	 * Tells whether an answer may follow in a stream that has begun.
	 * @param answer the answer
	 * @return {@code false} if it has to be told by {@link #send}
	 */
	static boolean isStream(HttpClientResponse answer) {
		HttpHeaders headers = answer.responseHeaders();
		return answer.status().code() == 200 && HeaderPolicy.isEventStream(headers)
				&& !headers.contains(HttpHeaderNames.CONTENT_ENCODING);
	}

	/**
	 * Sends an answer as one event.
	 * @param answer the answer
	 * @param upstream where its body comes from
	 * @param client where the event goes
	 * @param model whose answer it is
	 * @return completes when the event is written
	 */
	static Mono<Void> send(HttpClientResponse answer, Connection upstream, ClientSide client, ModelId model) {
		int status = answer.status().code();
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		return upstream.inbound().receive().asByteArray().takeUntil((bytes) -> {
			body.writeBytes(bytes);
			return body.size() >= MOST;
		}).onErrorComplete().then(Mono.fromRunnable(() -> {
			String text = body.toString(StandardCharsets.UTF_8).strip();
			write(isError(status, text) ? passedOn(text) : ErrorShape
				.event(ApiError.noStream(model.value(), status).withRequestId(client.requestId()), client.rawPath()),
					client.channel());
		}));
	}

	/**
	 * Writes an event.
	 * @param event the complete event
	 * @param client where it goes
	 */
	static void write(String event, Channel client) {
		client.writeAndFlush(Unpooled.copiedBuffer(event, StandardCharsets.UTF_8))
			.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
	}

	// An error object of the model server is passed on as it is.
	private static boolean isError(int status, String text) {
		return status >= 400 && text.startsWith("{") && text.endsWith("}") && text.length() < MOST;
	}

	// Line ends in it would end the line of the event.
	private static String passedOn(String text) {
		return "event: error\ndata: " + text.replace("\r", "").replace("\n", "\ndata: ") + "\n\n";
	}

}
