package io.llamaswap.routing;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.function.Consumer;

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
import io.netty.util.NetUtil;

/**
 * Tells each request of one connection in one line when it is over (contract 3.12). Sits
 * beside the codec, so that it sees what really went out, whoever wrote it. A client that
 * left before its answer was complete is told as 499 and not as a success (C279). The
 * address is that of the socket: what a client says of itself proves nothing.
 */
final class AccessLogHandler extends ChannelDuplexHandler {

	private static final int CLIENT_LEFT = 499;

	/** A tunnel has no end but that of its connection, whoever closes it. */
	private static final int SWITCHED = 101;

	private final Consumer<String> log;

	/** Requests that are not answered yet, oldest first. */
	private final Deque<Entry> open = new ArrayDeque<>();

	private boolean closedByUs;

	AccessLogHandler(Consumer<String> log) {
		this.log = log;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof HttpRequest request) {
			this.open.add(new Entry(request));
		}
		context.fireChannelRead(message);
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
		Entry entry = this.open.peek();
		ChannelPromise written = promise;
		if (entry != null) {
			entry.see(message);
			if (message instanceof LastHttpContent && entry.status > 0) {
				this.open.remove();
				written = promise.unvoid();
				written.addListener((done) -> tell(context, entry, done.isSuccess() ? entry.status : CLIENT_LEFT));
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
		for (Entry entry : this.open) {
			boolean ended = (this.closedByUs && entry.status > 0) || entry.status == SWITCHED;
			tell(context, entry, ended ? entry.status : CLIENT_LEFT);
		}
		this.open.clear();
		context.fireChannelInactive();
	}

	private void tell(ChannelHandlerContext context, Entry entry, int status) {
		this.log.accept(entry.line(address(context.channel().remoteAddress()), status));
	}

	private static String address(SocketAddress address) {
		return (address instanceof InetSocketAddress inet && inet.getAddress() != null)
				? NetUtil.toAddressString(inet.getAddress()) : "-";
	}

	/**
	 * One request and what was answered so far.
	 */
	private static final class Entry {

		private final String request;

		private final String agent;

		private final long begin = System.nanoTime();

		private int status;

		private long bytes;

		private String id = "";

		Entry(HttpRequest request) {
			String uri = request.uri();
			int query = uri.indexOf('?');
			this.request = "%s %s %s".formatted(request.method(), (query >= 0) ? uri.substring(0, query) : uri,
					request.protocolVersion());
			this.agent = request.headers().get(HttpHeaderNames.USER_AGENT, "");
		}

		void see(Object message) {
			if (message instanceof HttpResponse response
					&& (response.status().codeClass() != HttpStatusClass.INFORMATIONAL
							|| response.status().code() == SWITCHED)) {
				this.status = response.status().code();
				this.id = response.headers().get(RequestId.HEADER, "");
			}
			if (message instanceof ByteBuf buffer) {
				this.bytes += buffer.readableBytes();
			}
			else if (message instanceof ByteBufHolder holder) {
				this.bytes += holder.content().readableBytes();
			}
		}

		String line(String address, int shown) {
			double millis = (System.nanoTime() - this.begin) / 1e6;
			String line = "Request %s \"%s\" %d %d \"%s\" %s".formatted(address, quoted(this.request), shown,
					this.bytes, quoted(this.agent), String.format(Locale.ROOT, "%.3fms", millis));
			return this.id.isEmpty() ? line : line + " " + this.id;
		}

		private static String quoted(String text) {
			return text.replace("\\", "\\\\").replace("\"", "\\\"");
		}

	}

}
