package io.llamaswap.security;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection whose client keeps us waiting: with half a head, with a body that
 * does not come, with an answer that it does not take. Time in which we do not read, or
 * in which a model thinks, does not count. Stands beside the codec of one connection and
 * lives on its event loop.
 */
final class ConnectionPace extends ChannelDuplexHandler {

	/** Less of a body than this in one pause counts as nothing. */
	static final int LEAST_BYTES = 1024;

	private final ConnectionProperties limits;

	private final OpenConnections connections;

	private final LongSupplier nanos;

	private @Nullable Channel channel;

	private @Nullable ScheduledFuture<?> timer;

	private int inFlight;

	private boolean answering;

	private boolean inBody;

	private boolean inHead;

	private boolean paused;

	private boolean decoded;

	private long headSince;

	private long bodySince;

	private long bodyBytes;

	private long takenSince;

	private long pending;

	/** Read by other loops, written by our own only. */
	private volatile boolean idle = true;

	private volatile long idleSince;

	ConnectionPace(ConnectionProperties limits, OpenConnections connections, LongSupplier nanos) {
		this.limits = limits;
		this.connections = connections;
		this.nanos = nanos;
	}

	boolean isIdle() {
		return this.idle;
	}

	long idleSince() {
		return this.idleSince;
	}

	void close() {
		Channel open = this.channel;
		if (open != null) {
			open.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
		}
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.channel = context.channel();
		this.idleSince = this.nanos.getAsLong();
		if (context.channel().isActive()) {
			begin(context);
		}
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		begin(context);
		context.fireChannelActive();
	}

	private void begin(ChannelHandlerContext context) {
		if (this.timer != null) {
			return;
		}
		long shortest = Math.min(this.limits.head().toMillis(),
				Math.min(this.limits.bodyPause().toMillis(), this.limits.answerStall().toMillis()));
		long tick = Math.max(50, shortest / 4);
		this.timer = context.executor().scheduleAtFixedRate(() -> look(context), tick, tick, TimeUnit.MILLISECONDS);
		if (!this.connections.add(this)) {
			refuse(context, HttpResponseStatus.SERVICE_UNAVAILABLE, "llama-swap: too many connections");
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		end();
		context.fireChannelInactive();
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		if (!context.channel().isActive()) {
			end();
		}
		stopWatching();
	}

	private void end() {
		stopWatching();
		this.connections.remove(this);
	}

	private void stopWatching() {
		if (this.timer != null) {
			this.timer.cancel(false);
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof SslHandshakeCompletionEvent) {
			this.inHead = false;
		}
		context.fireUserEventTriggered(event);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.decoded = true;
		if (message instanceof HttpRequest) {
			this.inHead = false;
			this.inFlight++;
			this.answering = false;
			this.idle = false;
			this.inBody = true;
			startBody();
		}
		if (message instanceof HttpContent content) {
			this.bodyBytes += content.content().readableBytes();
		}
		if (message instanceof LastHttpContent) {
			this.inBody = false;
		}
		if (!(message instanceof HttpObject)) {
			// A tunnel has a pace of its own.
			stopWatching();
		}
		context.fireChannelRead(message);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (!this.decoded && !this.inBody && !this.inHead && this.inFlight == 0) {
			// Something came, and it was not a whole head.
			this.inHead = true;
			this.headSince = this.nanos.getAsLong();
		}
		this.decoded = false;
		context.fireChannelReadComplete();
		this.paused = !context.channel().config().isAutoRead();
	}

	@Override
	public void read(ChannelHandlerContext context) {
		if (this.paused) {
			this.paused = false;
			startBody();
		}
		context.read();
	}

	private void startBody() {
		this.bodySince = this.nanos.getAsLong();
		this.bodyBytes = 0;
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
		boolean informational = message instanceof HttpResponse response
				&& response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
		if (message instanceof HttpResponse && !informational) {
			this.answering = true;
		}
		if (message instanceof LastHttpContent && !informational) {
			this.inFlight = Math.max(0, this.inFlight - 1);
			this.idleSince = this.nanos.getAsLong();
			this.idle = this.inFlight == 0;
		}
		super.write(context, message, promise);
	}

	private void look(ChannelHandlerContext context) {
		long now = this.nanos.getAsLong();
		if (this.inHead && isOver(this.headSince, this.limits.head().toNanos(), now)) {
			refuse(context, HttpResponseStatus.REQUEST_TIMEOUT, "llama-swap: the request's head did not come");
		}
		else if (this.inBody) {
			lookAtBody(context, now);
		}
		lookAtAnswer(context, now);
	}

	private void lookAtBody(ChannelHandlerContext context, long now) {
		if (!context.channel().config().isAutoRead()) {
			startBody();
		}
		else if (isOver(this.bodySince, this.limits.bodyPause().toNanos(), now)) {
			if (this.bodyBytes < LEAST_BYTES) {
				refuse(context, HttpResponseStatus.REQUEST_TIMEOUT, "llama-swap: the request's body did not come");
			}
			else {
				startBody();
			}
		}
	}

	private void lookAtAnswer(ChannelHandlerContext context, long now) {
		ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
		long waiting = (buffer != null) ? buffer.totalPendingWriteBytes() : 0;
		if (waiting == 0 || waiting != this.pending) {
			this.pending = waiting;
			this.takenSince = now;
		}
		else if (isOver(this.takenSince, this.limits.answerStall().toNanos(), now)) {
			close();
		}
	}

	private static boolean isOver(long since, long limit, long now) {
		return now - since >= limit;
	}

	private void refuse(ChannelHandlerContext context, HttpResponseStatus status, String text) {
		stopWatching();
		this.inBody = false;
		if (this.answering) {
			close();
			return;
		}
		FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status,
				Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
		response.headers()
			.set(HttpHeaderNames.CONTENT_TYPE, "text/plain")
			.set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
			.set(HttpHeaderNames.CONNECTION, "close");
		if (HttpResponseStatus.SERVICE_UNAVAILABLE.equals(status)) {
			response.headers().set(HttpHeaderNames.RETRY_AFTER, "1");
		}
		context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
	}

}
