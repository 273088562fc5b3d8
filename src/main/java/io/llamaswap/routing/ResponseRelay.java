package io.llamaswap.routing;

import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.llamaswap.error.ApiError;
import io.llamaswap.error.ErrorShape;
import io.llamaswap.lifecycle.Lease;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The answer of a model server on its way to the client: every chunk is written and
 * flushed as it comes; nothing is collected except an answer so short that it fits into
 * one packet together with its headers.
 */
final class ResponseRelay implements CoreSubscriber<Object> {

	/** Answers of a known length up to this are sent in one piece. */
	private static final int SHORT = 8192;

	/** What is short and slow is not held back for longer: a person would notice. */
	private static final int HOLD_MILLIS = 50;

	private static final long TWO_LINE_ENDS = 0x0a0a;

	/** {@code [DONE]} and two line ends. */
	private static final long LAST_EVENT = 0x5b444f4e455d0a0aL;

	private final ClientSide side;

	private final HttpServerResponse response;

	private final Channel client;

	private final Connection upstream;

	private final Lease lease;

	private final Account account;

	private final long contentLength;

	private final boolean eventStream;

	private final boolean unencoded;

	private final boolean bodiless;

	private final boolean endsByClosing;

	private final HeldBytes held;

	private @Nullable MonoSink<Boolean> done;

	private long received;

	/** Without carriage returns. */
	private long lastBytes = TWO_LINE_ENDS;

	private @Nullable Future<?> timer;

	private @Nullable Disposable doubt;

	private boolean over;

	ResponseRelay(HttpClientResponse answer, Connection upstream, ClientSide side, Lease lease, Account account) {
		this.side = side;
		this.response = side.response();
		this.client = side.channel();
		this.upstream = upstream;
		this.lease = lease;
		this.account = account;
		this.held = new HeldBytes(this.client.alloc());
		HttpHeaders headers = answer.responseHeaders();
		this.bodiless = UpstreamConnections.isBodiless(answer);
		this.contentLength = length(headers);
		this.eventStream = HeaderPolicy.isEventStream(headers);
		this.unencoded = !headers.contains(HttpHeaderNames.CONTENT_ENCODING);
		this.endsByClosing = !this.bodiless && this.contentLength < 0
				&& !headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
	}

	private static long length(HttpHeaders headers) {
		String value = headers.get(HttpHeaderNames.CONTENT_LENGTH);
		return (value != null && !headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) ? Long.parseLong(value) : -1;
	}

	/**
	 * Sends the answer, or the body of it if another head is out already.
	 * @param head writes status and headers into the response, without framing
	 * @return completes when everything is handed to the client's connection; an error
	 * means that the client was sent nothing yet
	 */
	Mono<Void> send(Runnable head) {
		if (this.response.hasSentHeaders()) {
			// A stream that its client was kept awake in: only the rest is missing.
			return receive().then();
		}
		if (this.bodiless || (this.contentLength >= 0 && this.contentLength <= SHORT)) {
			this.timer = this.client.eventLoop().schedule(() -> sendSlowly(head), HOLD_MILLIS, TimeUnit.MILLISECONDS);
			return receive().then(Mono.defer(() -> {
				if (this.response.hasSentHeaders()) {
					return Mono.empty();
				}
				head.run();
				return sendHeld();
			}));
		}
		head.run();
		frame();
		return this.response.then().then(receive()).then();
	}

	private Mono<Boolean> receive() {
		return Mono.create((sink) -> {
			this.done = sink;
			sink.onCancel(this::cancel);
			this.upstream.inbound().receiveObject().subscribe(this);
		});
	}

	private Mono<Void> sendHeld() {
		frame();
		if (this.held.size() == 0) {
			return this.response.send();
		}
		return this.response.sendObject(this.held.take()).then();
	}

	private void sendSlowly(Runnable head) {
		if (this.over || !this.client.isActive()) {
			return;
		}
		head.run();
		frame();
		this.response.then().subscribe(null, (gone) -> closeUpstream());
		if (this.held.size() > 0) {
			this.client.writeAndFlush(this.held.take()).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
		}
	}

	private void frame() {
		if (this.contentLength >= 0) {
			this.response.responseHeaders().remove(HttpHeaderNames.TRANSFER_ENCODING);
			this.response.header(HttpHeaderNames.CONTENT_LENGTH, Long.toString(this.contentLength));
		}
		else if (HttpVersion.HTTP_1_0.equals(this.side.request().version())) {
			// Such a client knows no chunks: the end of the connection is the end of the
			// body.
			this.response.chunkedTransfer(false).keepAlive(false);
		}
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		subscription.request(Long.MAX_VALUE);
	}

	@Override
	public void onNext(Object message) {
		ByteBuf piece = (message instanceof ByteBufHolder holder) ? holder.content() : (ByteBuf) message;
		if (!this.over && piece.isReadable()) {
			try {
				accept(piece);
			}
			catch (VirtualMachineError ex) {
				onError(ClientLoop.exhausted(ex));
			}
		}
	}

	private void accept(ByteBuf piece) {
		this.received += piece.readableBytes();
		this.account.received(piece);
		if (!this.client.isActive()) {
			return;
		}
		if (!this.response.hasSentHeaders()) {
			this.held.add(piece, 0);
			return;
		}
		if (this.received == this.contentLength) {
			// The client may ask again as soon as it has the last byte.
			this.lease.release();
		}
		if (this.eventStream) {
			noteEnd(piece);
		}
		ChannelFuture written = this.client.writeAndFlush(piece.retain());
		if (!written.isSuccess()) {
			// A piece that cannot be written (no memory, say) must not just be missing.
			written.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
		}
		if (!this.client.isWritable()) {
			// The client is slow: the rest stays in the model server's socket.
			this.upstream.channel().config().setAutoRead(false);
			written.addListener((ignored) -> resume());
		}
	}

	@Override
	public void onComplete() {
		if (!this.endsByClosing || this.lastBytes == LAST_EVENT) {
			finish(true);
		}
		else if (!this.over) {
			this.doubt = ClosingEnd.isWhole(this.lease)
				.publishOn(Schedulers.fromExecutor(this.client.eventLoop()))
				.subscribe(this::finish, this::onError);
		}
	}

	private void finish(boolean whole) {
		if (!whole) {
			onError(new EOFException("the server ended with its answer"));
		}
		else if (!this.over) {
			end();
			this.lease.release();
			if (this.done != null) {
				this.done.success(true);
			}
		}
	}

	@Override
	public void onError(Throwable error) {
		if (this.over) {
			return;
		}
		end();
		this.lease.release();
		// It may still be open, and would be read for nobody.
		closeUpstream();
		String model = this.lease.model().value();
		ApiError told = this.lease.isTakenAway() ? ApiError.modelUnloaded(model) : ApiError.upstreamBrokeOff(model);
		if (this.response.hasSentHeaders()) {
			this.account.failed(told);
			cutOff(told);
		}
		else if (this.done != null) {
			this.held.release();
			boolean exhausted = error.getCause() instanceof VirtualMachineError;
			this.done.error(exhausted ? error : new RequestRefusedException(told));
		}
	}

	private void end() {
		this.over = true;
		if (this.timer != null) {
			this.timer.cancel(false);
		}
		if (this.doubt != null) {
			this.doubt.dispose();
		}
	}

	// One who left takes nothing any more, but work that goes on without has to be read.
	private void resume() {
		if (!this.over && (this.client.isWritable() || !this.client.isActive())) {
			this.upstream.channel().config().setAutoRead(true);
		}
	}

	private void noteEnd(ByteBuf piece) {
		int end = piece.writerIndex();
		for (int index = Math.max(piece.readerIndex(), end - 10); index < end; index++) {
			byte next = piece.getByte(index);
			if (next != '\r') {
				this.lastBytes = (this.lastBytes << 8) | (next & 0xff);
			}
		}
	}

	/**
	 * Ends an answer whose head is out. What was cut off must not look finished: the
	 * connection ends without the end of the body, and a reader of events is told why
	 * before. The exchange is cancelled by the close.
	 * @param error why
	 */
	void cutOff(ApiError error) {
		if (this.eventStream && this.unencoded && this.contentLength < 0) {
			String event = ErrorShape.event(error.withRequestId(this.side.requestId()), this.side.rawPath());
			this.client.write(Unpooled.copiedBuffer(lineEnds() + event, StandardCharsets.UTF_8))
				.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
		}
		this.client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
	}

	// What end the event that was begun.
	private String lineEnds() {
		if ((this.lastBytes & 0xffff) == TWO_LINE_ENDS) {
			return "";
		}
		return ((this.lastBytes & 0xff) == '\n') ? "\n" : "\n\n";
	}

	private void cancel() {
		if (!this.over) {
			end();
			this.held.release();
			closeUpstream();
		}
	}

	// One that is closed may have no event loop any more, and no place for listeners.
	private void closeUpstream() {
		Channel server = this.upstream.channel();
		if (server.isOpen()) {
			server.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
		}
	}

}
