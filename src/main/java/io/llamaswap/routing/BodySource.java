package io.llamaswap.routing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.MonoSink;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The pieces of one body as its client sends them. What nobody asks for stays in the
 * socket; what nobody wants any more is read and dropped. Lives on the event loop of its
 * client.
 */
final class BodySource implements CoreSubscriber<Object> {

	private final HttpServerRequest request;

	private final Channel client;

	private final Taker taker;

	private boolean answered;

	private @Nullable Subscription subscription;

	private @Nullable BodyDrain drain;

	BodySource(HttpServerRequest request, Channel client, Taker taker) {
		this.request = request;
		this.client = client;
		this.taker = taker;
	}

	void open() {
		this.request.receiveObject().subscribe(this);
	}

	/**
	 * Asks for one more piece.
	 */
	void more() {
		request(1);
	}

	/**
	 * Asks for all that is still to come.
	 */
	void rest() {
		request(Long.MAX_VALUE);
	}

	private void request(long pieces) {
		if (this.subscription != null) {
			this.subscription.request(pieces);
		}
	}

	/**
	 * Tells that the model server has begun to answer.
	 */
	void answered() {
		this.answered = true;
	}

	// To read would be to say "100 Continue" to a client that is waiting for that word.
	boolean isHeldBack() {
		return this.subscription == null && this.request.requestHeaders().contains(HttpHeaderNames.EXPECT);
	}

	/**
	 * Reads what is still to come and drops it.
	 * @param over told when the body, the time or the limit is over
	 * @param limit how many bytes are read at most
	 */
	void drain(MonoSink<Void> over, long limit) {
		this.drain = new BodyDrain(this.client.eventLoop(), over, limit);
		if (this.subscription != null) {
			rest();
		}
		else {
			open();
		}
	}

	/**
	 * Drops what had come from a client that has left, and was not asked for: it would be
	 * kept for us, and its memory with it.
	 */
	void close() {
		if (this.subscription != null && !this.client.isActive()) {
			this.subscription.cancel();
		}
	}

	@Override
	public void onSubscribe(Subscription received) {
		this.subscription = received;
		if (this.drain != null) {
			rest();
		}
		else {
			this.taker.opened();
		}
	}

	@Override
	public void onNext(Object message) {
		ByteBuf piece = (message instanceof ByteBufHolder holder) ? holder.content() : (ByteBuf) message;
		if (this.drain != null) {
			this.drain.discard(piece.readableBytes());
		}
		else if (message instanceof HttpContent content && content.decoderResult().isFailure()) {
			this.taker.fail(content.decoderResult().cause());
		}
		else {
			this.taker.take(piece);
		}
	}

	@Override
	public void onComplete() {
		if (this.drain != null) {
			this.drain.end();
		}
		else {
			// A chunk that cannot be decoded is answered by the server itself, which then
			// ends the body as if it were complete.
			this.taker.ended(this.answered || !((HttpServerResponse) this.request).hasSentHeaders());
		}
	}

	@Override
	public void onError(Throwable error) {
		if (this.drain != null) {
			this.drain.end();
		}
		this.taker.fail(error);
	}

	/**
	 * Whoever takes the pieces of a body that is not dropped.
	 */
	interface Taker {

		/**
		 * Pieces may be asked for from now on.
		 */
		void opened();

		/**
		 * Takes a piece.
		 * @param piece the next bytes; stays the caller's
		 */
		void take(ByteBuf piece);

		/**
		 * Nothing is to come any more.
		 * @param whole {@code false} if something is missing
		 */
		void ended(boolean whole);

		/**
		 * Nothing can be read any more.
		 * @param error why
		 */
		void fail(Throwable error);

	}

}
