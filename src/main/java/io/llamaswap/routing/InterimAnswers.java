package io.llamaswap.routing;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Keeps interim answers (1xx, RFC 9110, 15.2) of a server from being taken for its
 * answer: Reactor Netty knows 100 only, and behind any other it gave the connection, with
 * the answer still to come, to the next request. A change of protocol that nobody asked
 * for is a broken answer.
 */
final class InterimAnswers extends ChannelInboundHandlerAdapter {

	static final String NAME = "interim";

	private final boolean switching;

	private boolean interim;

	/**
	 * Makes one for a connection, to stand behind its codec.
	 * @param switching whether 101 was asked for
	 */
	InterimAnswers(boolean switching) {
		this.switching = switching;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof HttpResponse answer && answer.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
			boolean switches = answer.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
			if (switches && !this.switching) {
				answer.setDecoderResult(
						DecoderResult.failure(new IllegalStateException("switched protocols without being asked")));
			}
			this.interim = !switches;
		}
		if (!this.interim) {
			context.fireChannelRead(message);
			return;
		}
		if (message instanceof LastHttpContent) {
			this.interim = false;
			// Nobody else knows that the answer is still to come.
			context.read();
		}
		ReferenceCountUtil.release(message);
	}

}
