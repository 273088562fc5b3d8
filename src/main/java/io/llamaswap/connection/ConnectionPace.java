package io.llamaswap.connection;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.llamaswap.error.ApiError;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection whose client keeps us waiting: with half a head, with a body that
 * does not come, with an answer that it does not take. Time in which we do not read, or
 * in which a model thinks, does not count. Stands beside the codec of one connection,
 * behind its {@link BareErrors}, and lives on its event loop.
 */
final class ConnectionPace extends ChannelDuplexHandler {

	/** Less of a body than this in one pause counts as nothing. */
	static final int LEAST_BYTES = 1024;

	/** How long a client may take to hear that there is no place for it. */
	private static final long FAREWELL_SECONDS = 1;

	private final ConnectionProperties limits;

	private final @Nullable OpenConnection connection;

	private final LongSupplier nanos;

	private @Nullable ScheduledFuture<?> timer;

	private int inFlight;

	private boolean answering;

	private boolean inBody;

	private boolean inHead;

	private boolean paused;

	private boolean decoded;

	private boolean came;

	private long headSince;

	private long bodySince;

	private long bodyBytes;

	private long takenSince;

	private long pending;

	/**
	 * Makes the pace of a connection.
	 * @param limits its bounds
	 * @param connection its entry, or {@code null} if there is no place for it
	 * @param nanos the present, in nanoseconds
	 */
	ConnectionPace(ConnectionProperties limits, @Nullable OpenConnection connection, LongSupplier nanos) {
		this.limits = limits;
		this.connection = connection;
		this.nanos = nanos;
	}

	/**
	 * Notes that something came for the codec: not all that TLS reads is that.
	 * @return {@code false} if there is no place for this connection, so that nobody
	 * reads it
	 */
	boolean came() {
		this.came = true;
		return this.connection != null;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
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
		long tick = this.limits.tick().toMillis();
		this.timer = context.executor().scheduleAtFixedRate(() -> look(context), tick, tick, TimeUnit.MILLISECONDS);
		if (this.connection == null) {
			turnAway(context);
		}
	}

	// Closing a socket with unread bytes in it would take the answer away from a client
	// that is sending.
	private void turnAway(ChannelHandlerContext context) {
		stopWatching();
		context.writeAndFlush(ApiError.tooManyConnections()).addListener((written) -> {
			if (written.isSuccess() && context.channel() instanceof DuplexChannel open) {
				open.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
				open.config().setAutoRead(true);
				this.timer = context.executor().schedule(() -> close(context), FAREWELL_SECONDS, TimeUnit.SECONDS);
			}
			else {
				close(context);
			}
		});
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		stopWatching();
		context.fireChannelInactive();
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		stopWatching();
	}

	private void stopWatching() {
		if (this.timer != null) {
			this.timer.cancel(false);
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.decoded = true;
		if (message instanceof HttpRequest) {
			this.inHead = false;
			this.inFlight++;
			this.answering = false;
			this.inBody = true;
			if (this.connection != null) {
				this.connection.busy();
			}
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
		if (this.came && !this.decoded && !this.inHead && !this.inBody && this.inFlight == 0) {
			// Something came, and it was not a whole head.
			this.inHead = true;
			this.headSince = this.nanos.getAsLong();
		}
		this.decoded = false;
		this.came = false;
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
			if (this.inFlight == 0 && this.connection != null) {
				this.connection.idle(this.nanos.getAsLong());
			}
		}
		super.write(context, message, promise);
	}

	private void look(ChannelHandlerContext context) {
		long now = this.nanos.getAsLong();
		if (this.inHead && isOver(this.headSince, this.limits.head().toNanos(), now)) {
			refuse(context, ApiError.tooSlow("head"));
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
				refuse(context, ApiError.tooSlow("body"));
			}
			else {
				startBody();
			}
		}
	}

	private static void close(ChannelHandlerContext context) {
		context.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
	}

	private void lookAtAnswer(ChannelHandlerContext context, long now) {
		ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
		long waiting = (buffer != null) ? buffer.totalPendingWriteBytes() : 0;
		if (waiting == 0 || waiting != this.pending) {
			this.pending = waiting;
			this.takenSince = now;
		}
		else if (isOver(this.takenSince, this.limits.answerStall().toNanos(), now)) {
			close(context);
		}
	}

	private static boolean isOver(long since, long limit, long now) {
		return now - since >= limit;
	}

	private void refuse(ChannelHandlerContext context, ApiError error) {
		stopWatching();
		this.inBody = false;
		if (this.answering) {
			close(context);
		}
		else {
			context.writeAndFlush(error).addListener(ChannelFutureListener.CLOSE);
		}
	}

}
