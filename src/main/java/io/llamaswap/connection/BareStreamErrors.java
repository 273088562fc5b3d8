package io.llamaswap.connection;

import java.util.Locale;

import io.llamaswap.error.ApiError;
import io.llamaswap.error.ErrorShape;
import io.llamaswap.error.RenderedError;
import io.llamaswap.error.RequestId;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;

/**
 * What {@link BareErrors} is for HTTP/1.1, for the streams of one HTTP/2 connection.
 */
final class BareStreamErrors extends ChannelDuplexHandler {

	/** Names are in lower case there. */
	private static final String REQUEST_ID = RequestId.HEADER.toLowerCase(Locale.ROOT);

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof Http2HeadersFrame head && head.headers().path() != null) {
			spell(head.headers());
		}
		context.fireChannelRead(message);
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
			fill(context, head, promise);
		}
		else {
			super.write(context, message, promise);
		}
	}

	private static boolean isBare(Http2Headers headers) {
		CharSequence status = headers.status();
		return status != null && status.charAt(0) >= '4' && !headers.contains(REQUEST_ID);
	}

	private void fill(ChannelHandlerContext context, Http2HeadersFrame head, ChannelPromise promise) throws Exception {
		int status = Integer.parseInt(head.headers().status().toString());
		String id = RequestId.of(null);
		ApiError error = (status == 400) ? ApiError.unreadable("its target or a header is not valid")
				: ApiError.of(status, "the request could not be served");
		RenderedError rendered = ErrorShape.OPENAI.render(error.withRequestId(id));
		byte[] body = rendered.bytes();
		Http2Headers headers = head.headers();
		rendered.headers().forEach((name, value) -> headers.set(name.toLowerCase(Locale.ROOT), value));
		headers.set(REQUEST_ID, id);
		headers.setInt("content-length", body.length);
		super.write(context, new DefaultHttp2HeadersFrame(headers, false).stream(head.stream()), context.newPromise());
		super.write(context, new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(body), true).stream(head.stream()),
				promise);
	}

}
