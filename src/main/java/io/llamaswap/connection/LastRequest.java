package io.llamaswap.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Ends a connection behind the answer to the request that asked for it (RFC 9112, 9.6).
 * Reactor Netty ends it behind the answer that is being sent when that request arrives,
 * and drops the request.
 */
final class LastRequest extends ChannelDuplexHandler {

	/** Requests whose answer has not ended. */
	private int open;

	/** One came behind others that asked to be the last. */
	private boolean ending;

	private boolean ended;

	private boolean interim;

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (this.ended) {
			ReferenceCountUtil.release(message);
			return;
		}
		if (message instanceof HttpRequest request) {
			this.open++;
			if (this.open > 1 && request.decoderResult().isSuccess() && !HttpUtil.isKeepAlive(request)) {
				HttpUtil.setKeepAlive(request, true);
				this.ending = true;
			}
		}
		this.ended = this.ending && message instanceof LastHttpContent;
		context.fireChannelRead(message);
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
		boolean last = this.ending && this.open == 1;
		if (message instanceof HttpResponse response) {
			this.interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
			if (last && !this.interim) {
				HttpUtil.setKeepAlive(response, false);
			}
		}
		if (!(message instanceof LastHttpContent) || this.interim) {
			super.write(context, message, promise);
			return;
		}
		this.open--;
		super.write(context, message, last ? promise.unvoid().addListener(ChannelFutureListener.CLOSE) : promise);
	}

}
