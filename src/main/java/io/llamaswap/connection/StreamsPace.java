package io.llamaswap.connection;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * What {@link ConnectionPace} is for HTTP/1.1: resets the streams of one HTTP/2
 * connection whose client keeps us waiting, with a body that does not come or with an
 * answer that it does not take. A head that does not come keeps nothing but an idle
 * connection. Stands between the codec and its streams.
 */
final class StreamsPace extends ChannelDuplexHandler {

	private final ConnectionProperties limits;

	private final OpenConnection connection;

	private final Http2Connection streams;

	private final LongSupplier nanos;

	private final Map<Integer, StreamWatch> watched = new HashMap<>();

	private @Nullable ScheduledFuture<?> timer;

	StreamsPace(ConnectionProperties limits, OpenConnection connection, Http2Connection streams, LongSupplier nanos) {
		this.limits = limits;
		this.connection = connection;
		this.streams = streams;
		this.nanos = nanos;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		long tick = this.limits.tick().toMillis();
		this.timer = context.executor().scheduleAtFixedRate(() -> look(context), tick, tick, TimeUnit.MILLISECONDS);
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		if (this.timer != null) {
			this.timer.cancel(false);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		handlerRemoved(context);
		context.fireChannelInactive();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof Http2HeadersFrame head) {
			this.connection.busy();
			StreamWatch watch = this.watched.computeIfAbsent(head.stream().id(),
					(id) -> new StreamWatch(head.stream(), this.nanos.getAsLong()));
			watch.complete |= head.isEndStream();
		}
		else if (message instanceof Http2DataFrame data) {
			StreamWatch watch = this.watched.get(data.stream().id());
			if (watch != null) {
				watch.bytes += data.content().readableBytes();
				watch.complete |= data.isEndStream();
			}
		}
		context.fireChannelRead(message);
	}

	private void look(ChannelHandlerContext context) {
		long now = this.nanos.getAsLong();
		for (Iterator<StreamWatch> each = this.watched.values().iterator(); each.hasNext();) {
			StreamWatch watch = each.next();
			Http2Stream stream = this.streams.stream(watch.stream.id());
			if (stream == null) {
				each.remove();
			}
			else if (isBodyOver(watch, stream, now) || isAnswerOver(watch, stream, now)) {
				context.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL).stream(watch.stream))
					.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
			}
		}
		if (this.watched.isEmpty() && !this.connection.isIdle()) {
			this.connection.idle(now);
		}
	}

	private boolean isBodyOver(StreamWatch watch, Http2Stream stream, long now) {
		if (watch.complete) {
			return false;
		}
		// What has come and is not read is our pause, not the client's.
		boolean ours = this.streams.local().flowController().unconsumedBytes(stream) > 0;
		boolean over = now - watch.bodySince >= this.limits.bodyPause().toNanos();
		if (over && !ours && watch.bytes < ConnectionPace.LEAST_BYTES) {
			return true;
		}
		if (over || ours) {
			watch.bodySince = now;
			watch.bytes = 0;
		}
		return false;
	}

	private boolean isAnswerOver(StreamWatch watch, Http2Stream stream, long now) {
		int window = this.streams.remote().flowController().windowSize(stream);
		if (!this.streams.remote().flowController().hasFlowControlled(stream) || window != watch.window) {
			watch.window = window;
			watch.takenSince = now;
		}
		return now - watch.takenSince >= this.limits.answerStall().toNanos();
	}

	/**
	 * One stream that is open.
	 */
	private static final class StreamWatch {

		private final Http2FrameStream stream;

		private boolean complete;

		private long bodySince;

		private long bytes;

		private int window;

		private long takenSince;

		StreamWatch(Http2FrameStream stream, long now) {
			this.stream = stream;
			this.bodySince = now;
			this.takenSince = now;
		}

	}

}
