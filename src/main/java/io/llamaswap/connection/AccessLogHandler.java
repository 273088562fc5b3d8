package io.llamaswap.connection;

import java.util.ArrayDeque;
import java.util.Deque;

import io.llamaswap.error.RequestId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Tells each request of one connection in one line when it is over (contract 3.12). Sits
 * beside the codec, so that it sees what really went out, whoever wrote it. A client that
 * left before its answer was complete is told as 499 and not as a success (C279). The
 * address is that of the socket, unless a trusted proxy names another: what a client says
 * of itself proves nothing.
 */
final class AccessLogHandler extends ChannelDuplexHandler {

	/** A tunnel has no end but that of its connection, whoever closes it. */
	private static final int SWITCHED = 101;

	private final AccessLog log;

	/** Requests that are not answered yet, oldest first. */
	private final Deque<AccessLogEntry> open = new ArrayDeque<>();

	private boolean closedByUs;

	AccessLogHandler(AccessLog log) {
		this.log = log;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof HttpRequest request) {
			this.open.add(entry(context, request));
		}
		context.fireChannelRead(message);
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
		AccessLogEntry entry = this.open.peek();
		ChannelPromise written = promise;
		if (entry != null) {
			note(entry, message);
			if (message instanceof LastHttpContent && entry.status() > 0) {
				this.open.remove();
				written = promise.unvoid();
				written.addListener(
						(done) -> entry.tell(this.log, done.isSuccess() ? entry.status() : AccessLogEntry.CLIENT_LEFT));
			}
		}
		super.write(context, message, written);
	}

	@Override
	public void close(ChannelHandlerContext context, ChannelPromise promise) throws Exception {
		this.closedByUs = true;
		super.close(context, promise);
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		for (AccessLogEntry entry : this.open) {
			boolean ended = (this.closedByUs && entry.status() > 0) || entry.status() == SWITCHED;
			entry.tell(this.log, ended ? entry.status() : AccessLogEntry.CLIENT_LEFT);
		}
		this.open.clear();
		context.fireChannelInactive();
	}

	private AccessLogEntry entry(ChannelHandlerContext context, HttpRequest request) {
		String client = this.log.clientOf(context.channel(), () -> request.headers().getAll("x-forwarded-for"));
		return new AccessLogEntry(client, request.method().name(), request.uri(), request.protocolVersion().text(),
				request.headers().get(HttpHeaderNames.USER_AGENT, ""));
	}

	private static void note(AccessLogEntry entry, Object message) {
		if (message instanceof HttpResponse response && (response.status().codeClass() != HttpStatusClass.INFORMATIONAL
				|| response.status().code() == SWITCHED)) {
			entry.answered(response.status().code(), response.headers().get(RequestId.HEADER, ""));
		}
		if (message instanceof ByteBuf buffer) {
			entry.sent(buffer.readableBytes());
		}
		else if (message instanceof ByteBufHolder holder) {
			entry.sent(holder.content().readableBytes());
		}
	}

}
