package io.llamaswap.routing;

import java.io.EOFException;
import java.util.List;

import io.llamaswap.activity.Recording;
import io.llamaswap.error.ApiError;
import io.llamaswap.json.JsonEdit;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.NettyOutbound;
import reactor.netty.http.server.HttpServerRequest;

/**
 * The body of one request on its way to a model server: read until its model is known,
 * then left in the socket until there is somewhere to send it, then streamed past the
 * scanner. Lives on the event loop of its client.
 */
final class RequestBody implements BodySource.Taker {

	private final BodySource source;

	private final Channel client;

	private final BodyLimits limits;

	private final BodySearch search;

	private final WaitingBody waiting;

	private final BodyLength length;

	private final @Nullable Recording recording;

	private Phase phase = Phase.SEARCHING;

	private @Nullable Upload upload;

	private @Nullable Throwable failure;

	RequestBody(HttpServerRequest request, Channel client, ModelScanner scanner, BodyLimits limits,
			@Nullable Recording recording) {
		this.source = new BodySource(request, client, this);
		this.client = client;
		this.limits = limits;
		this.search = new BodySearch(scanner, limits.lookAhead());
		this.waiting = new WaitingBody(client.alloc(), limits.budget(), recording);
		this.length = new BodyLength(request.requestHeaders());
		this.recording = recording;
	}

	/**
	 * Reads until the model is known or the body has ended.
	 * @return {@code true} when that is so, or an error if the body is refused
	 */
	Mono<Boolean> search() {
		if (this.length.declared() > this.limits.body()) {
			return Mono.error(new RequestRefusedException(ApiError.bodyTooLarge(this.limits.body())));
		}
		if (this.length.isComplete()) {
			this.search.end();
			return Mono.just(true);
		}
		return Mono.create((sink) -> {
			this.search.begin(sink);
			this.source.open();
		});
	}

	/**
	 * Edits the body after the search, which takes all of it: what is edited may stand at
	 * its end.
	 * @param edits the edits in their order; with none nothing is done
	 * @return when that is done, whether anything was edited: only JSON is, and not what
	 * is empty; or an error if the body is refused
	 */
	Mono<Boolean> edit(List<JsonEdit> edits) {
		if (edits.isEmpty() || !this.search.scanner().isJson()) {
			return Mono.just(false);
		}
		return whole(this.limits.lookAhead()).filter((read) -> this.length.received() > 0)
			.flatMap((read) -> BodyEdit.apply(this.waiting.whole(), edits, this.client.eventLoop()))
			.map((edited) -> {
				this.waiting.replace(edited);
				return true;
			})
			.defaultIfEmpty(false);
	}

	private Mono<Boolean> whole(long most) {
		if (Math.max(this.length.declared(), this.length.received()) > most) {
			return Mono.error(new RequestRefusedException(ApiError.bodyBeyondLookAhead(most)));
		}
		if (this.length.isComplete()) {
			return Mono.just(true);
		}
		return Mono.create((sink) -> {
			this.search.goOn(sink, most);
			this.phase = Phase.SEARCHING;
			if (this.failure != null) {
				sink.error(this.failure);
			}
			else {
				lookFurther();
			}
		});
	}

	/**
	 * Finds out whether a streamed answer is asked for, which may stand at the very end
	 * of a body.
	 * @param most how many bytes may be read for that
	 * @return the answer, {@code false} if it would take more; or an error if the body is
	 * refused
	 */
	Mono<Boolean> wantsStream(long most) {
		long left = this.length.declared() - this.length.received();
		boolean small = this.length.declared() >= 0 && left <= most && this.limits.budget().left() > 2 * left;
		return (small || this.length.isComplete())
				? whole(Long.MAX_VALUE).map((all) -> this.search.scanner().isStream()) : Mono.just(false);
	}

	// As far as the body was read.
	boolean mayWantStream() {
		return this.search.scanner().isStream() || !this.length.isComplete();
	}

	ModelScanner.@Nullable Finding finding() {
		return this.search.scanner().finding();
	}

	/**
	 * Puts another name in the place of the model, wherever it stands as far as the body
	 * was read. One that comes later would get past that, so it ends the exchange.
	 * @param name the new name
	 */
	void rewriteModel(String name) {
		ModelScanner scanner = this.search.scanner();
		List<ModelScanner.Finding> findings = scanner.findings();
		if (findings.isEmpty() || findings.get(0).model().equals(name)) {
			return;
		}
		byte[] encoded = scanner.encode(name);
		for (int last = findings.size() - 1; last >= 0; last--) {
			ModelScanner.Finding finding = findings.get(last);
			this.length.grow(this.waiting.splice(finding.start(), finding.end(), encoded));
		}
		this.search.renamed();
	}

	/**
	 * Writes the headers that frame this body.
	 * @param headers headers of the request to the model server
	 */
	void frame(HttpHeaders headers) {
		this.length.frame(headers, this.waiting.size());
	}

	/**
	 * Sends the body behind headers that are framed already.
	 * @param out where to
	 * @param target the channel of it
	 * @return completes when everything is written
	 */
	Publisher<Void> send(NettyOutbound out, Channel target) {
		if (!this.length.isComplete()) {
			return out.then().then(Mono.create((sink) -> ClientLoop.run(this.client, () -> stream(target, sink))));
		}
		if (this.waiting.size() == 0) {
			return Mono.empty();
		}
		// Kept until it is written: a pooled connection that turns out to be closed drops
		// what it was given, and the next one gets the same again.
		List<ByteBuf> parts = this.waiting.parts();
		NettyOutbound sent = (parts.size() == 1) ? out.sendObject(parts.get(0).retain())
				: out.sendObject(Flux.fromIterable(parts).map(ByteBuf::retain));
		return sent.then().doOnSuccess((done) -> ClientLoop.run(this.client, this.waiting::release));
	}

	/**
	 * Tells that the model server has begun to answer.
	 */
	void answered() {
		this.source.answered();
	}

	/**
	 * Returns why this body cannot be sent to its end.
	 * @return the reason, or {@code null} if there is none
	 */
	@Nullable Throwable failure() {
		return this.failure;
	}

	/**
	 * Tells whether more of this body is to come.
	 * @return {@code false} if {@link #drain} has nothing to do
	 */
	boolean isUnread() {
		return !this.length.isComplete() && this.phase != Phase.CLOSED && this.client.isActive()
				&& !this.source.isHeldBack();
	}

	/**
	 * Reads the rest of a body that is not wanted any more.
	 * @return completes at the end of the body, of the time or of the limit
	 */
	Mono<Void> drain() {
		if (!isUnread()) {
			return Mono.empty();
		}
		return Mono.create((sink) -> ClientLoop.run(this.client, () -> {
			this.phase = Phase.DRAINING;
			this.waiting.release();
			this.source.drain(sink, 2 * this.limits.body());
		}));
	}

	/**
	 * Lets go of everything, in whatever state the exchange is.
	 */
	void close() {
		ClientLoop.run(this.client, () -> {
			this.phase = Phase.CLOSED;
			this.waiting.release();
			this.source.close();
		});
	}

	@Override
	public void opened() {
		if (this.phase != Phase.SEARCHING) {
			return;
		}
		if (this.search.isOver(false) && this.length.declared() < 0) {
			// Nothing is looked for in a body without a model of its own.
			found();
		}
		else {
			this.source.more();
		}
	}

	@Override
	public void take(ByteBuf piece) {
		if (this.phase != Phase.CLOSED && this.failure == null) {
			try {
				accept(piece);
			}
			catch (VirtualMachineError ex) {
				fail(ClientLoop.exhausted(ex));
			}
		}
	}

	@Override
	public void ended(boolean whole) {
		if (!whole || !this.length.end()) {
			fail(new EOFException("request body ended early"));
			return;
		}
		this.search.end();
		ApiError objection = this.search.objection();
		if (objection != null) {
			fail(new RequestRefusedException(objection));
		}
		else if (this.phase == Phase.SEARCHING) {
			found();
		}
		else if (this.upload != null) {
			this.upload.finish();
		}
	}

	@Override
	public void fail(Throwable error) {
		if (this.failure != null || this.phase == Phase.CLOSED) {
			return;
		}
		this.failure = error;
		if (this.phase == Phase.SEARCHING) {
			this.search.error(error);
		}
		else if (this.upload != null) {
			this.upload.abort();
		}
	}

	private void accept(ByteBuf piece) {
		this.length.add(piece.readableBytes());
		this.search.scan(piece);
		if (this.length.isComplete()) {
			this.search.end();
		}
		boolean tooLarge = this.length.received() > this.limits.body();
		ApiError objection = tooLarge ? ApiError.bodyTooLarge(this.limits.body()) : this.search.objection();
		if (objection != null) {
			fail(new RequestRefusedException(objection));
		}
		else if (this.upload != null) {
			this.upload.write(piece);
		}
		else if (!this.waiting.add(piece)) {
			fail(new RequestRefusedException(BodyLimits.budgetSpent()));
		}
		else if (this.phase == Phase.SEARCHING) {
			look();
		}
	}

	private void look() {
		if (this.search.isInVain()) {
			fail(new RequestRefusedException(ApiError.bodyBeyondLookAhead(this.limits.lookAhead())));
		}
		else if (this.search.isOver(this.length.isComplete())) {
			found();
		}
		else {
			lookFurther();
		}
	}

	private void lookFurther() {
		if (!this.waiting.reserve(this.length.expected(this.limits.lookAhead()))) {
			fail(new RequestRefusedException(BodyLimits.budgetSpent()));
		}
		else {
			this.source.more();
		}
	}

	private void found() {
		this.phase = Phase.WAITING;
		this.waiting.settle();
		if (!this.length.isComplete()) {
			DepartureWatch.start(this.client, () -> !this.length.isComplete() && this.phase != Phase.CLOSED);
		}
		this.search.success();
	}

	private void stream(Channel target, MonoSink<Void> sink) {
		if (this.phase == Phase.CLOSED) {
			sink.success();
			return;
		}
		Upload next = new Upload(this.client, target, sink, this.recording);
		this.upload = next;
		sink.onDispose(() -> ClientLoop.run(this.client, next::stop));
		this.phase = Phase.STREAMING;
		this.waiting.writeTo(target);
		if (this.failure != null) {
			next.abort();
		}
		else if (this.length.isComplete()) {
			next.finish();
		}
		else {
			this.source.rest();
		}
	}

	/**
	 * How far the body has come.
	 */
	private enum Phase {

		SEARCHING, WAITING, STREAMING, DRAINING, CLOSED

	}

}
