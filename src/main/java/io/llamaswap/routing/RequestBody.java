package io.llamaswap.routing;

import java.io.EOFException;
import java.util.concurrent.TimeUnit;

import io.llamaswap.error.ApiError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.NettyOutbound;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The body of one request on its way to a model server: read until its model is known,
 * then left in the socket until there is somewhere to send it, then streamed past the
 * scanner. Lives on the event loop of its client.
 */
final class RequestBody implements CoreSubscriber<Object> {

	/** How long the rest of a refused body is read, so that its sender sees why. */
	private static final long DRAIN_SECONDS = 5;

	private final HttpServerRequest request;

	private final Channel client;

	private final ModelScanner scanner;

	private final BodyLimits limits;

	private final HeldBytes held;

	private final long contentLength;

	private long length;

	private long received;

	private boolean complete;

	private boolean rewritten;

	private boolean answered;

	private Phase phase = Phase.SEARCHING;

	private @Nullable Subscription subscription;

	private @Nullable MonoSink<Boolean> search;

	private @Nullable MonoSink<Void> drained;

	private @Nullable Upload upload;

	private @Nullable Throwable failure;

	RequestBody(HttpServerRequest request, Channel client, ModelScanner scanner, BodyLimits limits) {
		this.request = request;
		this.client = client;
		this.scanner = scanner;
		this.limits = limits;
		this.held = new HeldBytes(client.alloc());
		HttpHeaders headers = request.requestHeaders();
		boolean chunked = headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
		this.contentLength = chunked ? -1 : headerLength(headers);
		this.length = this.contentLength;
		this.complete = this.contentLength == 0;
	}

	private static long headerLength(HttpHeaders headers) {
		String value = headers.get(HttpHeaderNames.CONTENT_LENGTH);
		return (value != null) ? Long.parseLong(value) : 0;
	}

	/**
	 * Reads until the model is known or the body has ended.
	 * @return {@code true} when that is so, or an error if the body is refused
	 */
	Mono<Boolean> search() {
		if (this.contentLength > this.limits.body()) {
			return Mono.error(new RequestRefusedException(ApiError.bodyTooLarge(this.limits.body())));
		}
		if (this.complete) {
			this.scanner.end();
			return Mono.just(true);
		}
		return Mono.create((sink) -> {
			this.search = sink;
			this.request.receiveObject().subscribe(this);
		});
	}

	ModelScanner.@Nullable Finding finding() {
		return this.scanner.finding();
	}

	/**
	 * Puts another name in the place of the model.
	 * @param name the new name
	 */
	void rewriteModel(String name) {
		ModelScanner.Finding finding = this.scanner.finding();
		if (finding == null || finding.model().equals(name)) {
			return;
		}
		this.rewritten = true;
		if (this.scanner.isRepeated()) {
			throw new RequestRefusedException(ApiError.duplicateMember("model"));
		}
		long before = this.held.size();
		this.held.splice(finding.start(), finding.end(), this.scanner.encode(name));
		if (this.length >= 0) {
			this.length += this.held.size() - before;
		}
	}

	/**
	 * Writes the headers that frame this body.
	 * @param headers headers of the request to the model server
	 */
	void frame(HttpHeaders headers) {
		if (this.complete) {
			if (this.held.size() > 0 || this.request.requestHeaders().contains(HttpHeaderNames.CONTENT_LENGTH)) {
				headers.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(this.held.size()));
			}
		}
		else if (this.length >= 0) {
			headers.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(this.length));
		}
		else {
			headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
		}
	}

	/**
	 * Sends the body behind headers that are framed already.
	 * @param out where to
	 * @param target the channel of it
	 * @return completes when everything is written
	 */
	Publisher<Void> send(NettyOutbound out, Channel target) {
		if (!this.complete) {
			return out.then().then(Mono.create((sink) -> onLoop(() -> stream(target, sink))));
		}
		if (this.held.size() == 0) {
			return Mono.empty();
		}
		// Kept until it is written: a pooled connection that turns out to be closed drops
		// what it was given, and the next one gets the same again.
		ByteBuf whole = this.held.whole();
		return out.sendObject(whole.retainedDuplicate()).then().doOnSuccess((done) -> onLoop(this::forget));
	}

	/**
	 * Returns why this body cannot be sent to its end.
	 * @return the reason, or {@code null} if there is none
	 */
	@Nullable Throwable failure() {
		return this.failure;
	}

	/**
	 * Reads the rest of a body that is not wanted any more. Closing a socket with unread
	 * bytes in it would take the answer away from a client that is still sending.
	 * @return completes at the end of the body, of the time or of the limit
	 */
	Mono<Void> drain() {
		if (this.complete || this.phase == Phase.CLOSED || !this.client.isActive()) {
			return Mono.empty();
		}
		return Mono.create((sink) -> onLoop(() -> {
			boolean subscribed = this.subscription != null;
			this.phase = Phase.DRAINING;
			this.drained = sink;
			forget();
			ScheduledFuture<?> timer = this.client.eventLoop()
				.schedule((Runnable) sink::success, DRAIN_SECONDS, TimeUnit.SECONDS);
			sink.onDispose(() -> timer.cancel(false));
			if (!subscribed) {
				this.request.receiveObject().subscribe(this);
			}
			if (this.subscription != null) {
				this.subscription.request(Long.MAX_VALUE);
			}
		}));
	}

	/**
	 * Lets go of everything, in whatever state the exchange is.
	 */
	void close() {
		onLoop(() -> {
			this.phase = Phase.CLOSED;
			forget();
		});
	}

	@Override
	public void onSubscribe(Subscription received) {
		this.subscription = received;
		if (this.scanner.isSatisfied() && this.contentLength < 0) {
			found();
		}
		else if (this.phase == Phase.SEARCHING) {
			received.request(1);
		}
	}

	@Override
	public void onNext(Object message) {
		if (this.phase == Phase.DRAINING) {
			discard(message);
			return;
		}
		if (this.phase == Phase.CLOSED || this.failure != null) {
			return;
		}
		if (message instanceof HttpContent content && content.decoderResult().isFailure()) {
			onError(content.decoderResult().cause());
			return;
		}
		ByteBuf piece = (message instanceof ByteBufHolder holder) ? holder.content() : (ByteBuf) message;
		this.received += piece.readableBytes();
		this.complete = this.received == this.contentLength;
		this.scanner.scan(piece);
		ApiError objection = objection();
		if (objection != null) {
			fail(new RequestRefusedException(objection));
		}
		else if (this.upload != null) {
			this.upload.write(piece);
		}
		else {
			hold(piece);
		}
	}

	private void discard(Object message) {
		this.received += (message instanceof ByteBufHolder holder) ? holder.content().readableBytes() : 0;
		if (this.drained != null && this.received > 2 * this.limits.body()) {
			this.drained.success();
		}
	}

	/**
	 * Tells that the model server has begun to answer.
	 */
	void answered() {
		this.answered = true;
	}

	@Override
	public void onComplete() {
		if (this.drained != null) {
			this.drained.success();
			return;
		}
		// A chunk that cannot be decoded is answered by the server itself, and then ends
		// the
		// body as if it were complete.
		boolean undecodable = !this.answered && ((HttpServerResponse) this.request).hasSentHeaders();
		if (undecodable || (this.contentLength >= 0 && this.received < this.contentLength)) {
			onError(new EOFException("request body ended early"));
			return;
		}
		this.complete = true;
		if (this.phase == Phase.SEARCHING) {
			this.scanner.end();
			found();
		}
		else if (this.upload != null) {
			this.upload.finish();
		}
	}

	@Override
	public void onError(Throwable error) {
		if (this.drained != null) {
			this.drained.success();
		}
		fail(error);
	}

	private @Nullable ApiError objection() {
		if (this.received > this.limits.body()) {
			return ApiError.bodyTooLarge(this.limits.body());
		}
		boolean twice = this.scanner.isConflicting() || (this.rewritten && this.scanner.isRepeated());
		return twice ? ApiError.duplicateMember("model") : null;
	}

	private void hold(ByteBuf piece) {
		int bytes = piece.readableBytes();
		if (bytes > 0 && !this.limits.budget().tryTake(bytes)) {
			fail(new RequestRefusedException(BodyLimits.budgetSpent()));
			return;
		}
		this.held.add(piece, bytes);
		if (this.phase != Phase.SEARCHING) {
			return;
		}
		if (this.complete) {
			this.scanner.end();
		}
		if (this.complete || this.scanner.isSatisfied()) {
			found();
		}
		else if (this.received >= this.limits.lookAhead()) {
			fail(new RequestRefusedException(ApiError.bodyTooLarge(this.limits.lookAhead())));
		}
		else if (this.subscription != null) {
			this.subscription.request(1);
		}
	}

	private void found() {
		this.phase = Phase.WAITING;
		if (!this.complete) {
			DepartureWatch.start(this.client, () -> this.phase == Phase.WAITING);
		}
		if (this.search != null) {
			this.search.success(true);
		}
	}

	private void stream(Channel target, MonoSink<Void> sink) {
		if (this.phase == Phase.CLOSED) {
			sink.success();
			return;
		}
		Upload next = new Upload(this.client, target, sink);
		this.upload = next;
		sink.onDispose(() -> onLoop(next::stop));
		this.phase = Phase.STREAMING;
		if (this.held.size() > 0) {
			long taken = this.held.taken();
			target.writeAndFlush(this.held.take()).addListener((done) -> this.limits.budget().giveBack(taken));
		}
		if (this.failure != null) {
			next.abort();
		}
		else if (this.complete) {
			next.finish();
		}
		else if (this.subscription != null) {
			this.subscription.request(Long.MAX_VALUE);
		}
	}

	private void fail(Throwable error) {
		if (this.failure != null || this.phase == Phase.CLOSED) {
			return;
		}
		this.failure = error;
		if (this.phase == Phase.SEARCHING && this.search != null) {
			this.search.error(error);
		}
		else if (this.upload != null) {
			this.upload.abort();
		}
	}

	private void forget() {
		this.limits.budget().giveBack(this.held.taken());
		this.held.release();
	}

	private void onLoop(Runnable action) {
		if (this.client.eventLoop().inEventLoop()) {
			action.run();
		}
		else {
			this.client.eventLoop().execute(action);
		}
	}

	/**
	 * How far the body has come.
	 */
	private enum Phase {

		SEARCHING, WAITING, STREAMING, DRAINING, CLOSED

	}

}
