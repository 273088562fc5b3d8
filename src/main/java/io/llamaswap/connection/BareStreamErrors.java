package io.llamaswap.connection;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.llamaswap.error.ApiError;
import io.llamaswap.error.ErrorShape;
import io.llamaswap.error.RenderedError;
import io.llamaswap.error.RequestId;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import org.jspecify.annotations.Nullable;

/**
 * What {@link BareErrors} is for HTTP/1.1, for the streams of one HTTP/2 connection.
 */
final class BareStreamErrors extends ChannelDuplexHandler {

	/** Names are in lower case there. */
	private static final String REQUEST_ID = RequestId.HEADER.toLowerCase(Locale.ROOT);

	/** Added to each header by who counts it (RFC 9113 6.5.2). */
	private static final int ENTRY = 32;

	private static final long PATIENCE_SECONDS = 5;

	// The loop refuses work only when it ends, and its connections with it.
	private static final GenericFutureListener<Future<? super Object>> FAILURES_MATTER_NOT = (ignored) -> {
	};

	private final ConnectionProperties limits;

	BareStreamErrors(ConnectionProperties limits) {
		this.limits = limits;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof Http2HeadersFrame head && head.headers().path() != null) {
			if (size(head.headers()) > this.limits.headers().toBytes()) {
				refuse(context, head);
				return;
			}
			spell(head.headers());
		}
		context.fireChannelRead(message);
	}

	// As HTTP/2 counts them.
	private static long size(Http2Headers headers) {
		long size = 0;
		for (Map.Entry<CharSequence, CharSequence> header : headers) {
			size += header.getKey().length() + header.getValue().length() + ENTRY;
		}
		return size;
	}

	private void refuse(ChannelHandlerContext context, Http2HeadersFrame head) {
		Http2Headers asked = head.headers();
		ApiError error = ApiError.headersTooLarge(this.limits.headers().toBytes());
		String id = RequestId.of(text(asked.get(REQUEST_ID)));
		send(context, head.stream(), new DefaultHttp2Headers().status(Integer.toString(error.status())), id,
				ErrorShape.render(error.withRequestId(id), asked.path().toString(), text(asked.get("accept"))),
				context.newPromise());
		context.flush();
		if (!head.isEndStream()) {
			// Some clients forget the answer at a reset, so they get the time to read it.
			context.executor()
				.schedule(() -> reset(context, head.stream()), PATIENCE_SECONDS, TimeUnit.SECONDS)
				.addListener(FAILURES_MATTER_NOT);
		}
	}

	private static void reset(ChannelHandlerContext context, @Nullable Http2FrameStream stream) {
		if (stream != null && stream.state() != Http2Stream.State.CLOSED) {
			context.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR).stream(stream))
				.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
		}
	}

	private static @Nullable String text(@Nullable CharSequence value) {
		return (value != null) ? value.toString() : null;
	}

	private static void spell(Http2Headers headers) {
		String target = headers.path().toString();
		try {
			String escaped = RequestTarget.escaped(target);
			if (!escaped.equals(target)) {
				headers.path(escaped);
			}
		}
		catch (IllegalArgumentException ex) {
			// The one stream gets its 400 from who reads the target.
			return;
		}
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
		if (message instanceof Http2HeadersFrame head && head.isEndStream() && isBare(head.headers())) {
			int status = Integer.parseInt(head.headers().status().toString());
			ApiError error = (status == 400) ? ApiError.unreadable("its target or a header is not valid")
					: ApiError.of(status, "the request could not be served");
			String id = RequestId.of(null);
			send(context, head.stream(), head.headers(), id, ErrorShape.OPENAI.render(error.withRequestId(id)),
					promise);
		}
		else {
			super.write(context, message, promise);
		}
	}

	private static boolean isBare(Http2Headers headers) {
		CharSequence status = headers.status();
		return status != null && status.charAt(0) >= '4' && !headers.contains(REQUEST_ID);
	}

	private static void send(ChannelHandlerContext context, @Nullable Http2FrameStream stream, Http2Headers headers,
			String id, RenderedError rendered, ChannelPromise promise) {
		byte[] body = rendered.bytes();
		rendered.headers().forEach((name, value) -> headers.set(name.toLowerCase(Locale.ROOT), value));
		headers.set(REQUEST_ID, id);
		headers.setInt("content-length", body.length);
		context.write(new DefaultHttp2HeadersFrame(headers, false).stream(stream))
			.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
		context.write(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(body), true).stream(stream), promise.unvoid())
			.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
	}

}
