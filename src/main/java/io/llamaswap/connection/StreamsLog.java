package io.llamaswap.connection;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import io.llamaswap.error.RequestId;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamFrame;
import org.jspecify.annotations.Nullable;

/**
 * Tells each request of one HTTP/2 connection in one line when it is over, as
 * {@link AccessLogHandler} does for HTTP/1.1.
 */
final class StreamsLog extends ChannelDuplexHandler {

	/** Names are in lower case there. */
	private static final String REQUEST_ID = RequestId.HEADER.toLowerCase(Locale.ROOT);

	private final AccessLog log;

	private final Map<Integer, AccessLogEntry> open = new HashMap<>();

	StreamsLog(AccessLog log) {
		this.log = log;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof Http2HeadersFrame head && head.headers().path() != null) {
			Http2Headers headers = head.headers();
			String client = this.log.clientOf(context.channel(),
					() -> headers.getAll("x-forwarded-for").stream().map(CharSequence::toString).toList());
			this.open.put(head.stream().id(), new AccessLogEntry(client, text(headers.method()), text(headers.path()),
					"HTTP/2.0", text(headers.get("user-agent"))));
		}
		else if (message instanceof Http2ResetFrame reset) {
			end(reset, AccessLogEntry.CLIENT_LEFT);
		}
		context.fireChannelRead(message);
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
		if (message instanceof Http2StreamFrame frame && frame.stream() != null) {
			AccessLogEntry entry = this.open.get(frame.stream().id());
			if (entry != null) {
				note(frame, entry);
			}
		}
		super.write(context, message, promise);
	}

	private void note(Http2StreamFrame frame, AccessLogEntry entry) {
		boolean last = frame instanceof Http2ResetFrame;
		if (frame instanceof Http2HeadersFrame head) {
			CharSequence status = head.headers().status();
			if (status != null && status.charAt(0) != '1') {
				entry.answered(Integer.parseInt(status.toString()), text(head.headers().get(REQUEST_ID)));
			}
			last = head.isEndStream();
		}
		else if (frame instanceof Http2DataFrame data) {
			entry.sent(data.content().readableBytes());
			last = data.isEndStream();
		}
		if (last) {
			end(frame, (entry.status() > 0) ? entry.status() : AccessLogEntry.CLIENT_LEFT);
		}
	}

	private void end(Http2StreamFrame frame, int status) {
		AccessLogEntry entry = this.open.remove(frame.stream().id());
		if (entry != null) {
			entry.tell(this.log, status);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.open.values().forEach((entry) -> entry.tell(this.log, AccessLogEntry.CLIENT_LEFT));
		this.open.clear();
		context.fireChannelInactive();
	}

	private static CharSequence text(@Nullable CharSequence value) {
		return (value != null) ? value : "";
	}

}
