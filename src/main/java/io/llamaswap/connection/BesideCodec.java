package io.llamaswap.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Puts pace, errors and access log next to the codec of one connection. With TLS there is
 * no codec until it is known which protocol is spoken; until then the time for the
 * handshake bounds the connection.
 */
final class BesideCodec extends ChannelInboundHandlerAdapter {

	private static final String PACE = "llamaswap.pace";

	private static final String ERRORS = "llamaswap.errors";

	private static final String LAST = "llamaswap.last";

	private static final String ACCESS_LOG = "llamaswap.accessLog";

	private final ConnectionProperties limits;

	private final @Nullable OpenConnection connection;

	private final @Nullable AccessLog log;

	/**
	 * Prepares what belongs to a connection.
	 * @param limits its bounds
	 * @param connection its entry, or {@code null} if there is no place for it
	 * @param log the access log, or {@code null} for none
	 */
	BesideCodec(ConnectionProperties limits, @Nullable OpenConnection connection, @Nullable AccessLog log) {
		this.limits = limits;
		this.connection = connection;
		this.log = log;
	}

	/**
	 * Joins a connection that was just accepted.
	 * @param channel the connection
	 */
	void join(Channel channel) {
		ChannelPipeline pipeline = channel.pipeline();
		if (pipeline.get(NettyPipeline.HttpCodec) != null) {
			joinHttp1(pipeline);
		}
		else if (this.connection == null) {
			// To say why would take a handshake, which is what there is no place for.
			channel.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
		}
		else {
			pipeline.addBefore(NettyPipeline.ReactiveBridge, PACE + ".tls", this);
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
			joinBehindTls(context.pipeline());
		}
		context.fireUserEventTriggered(event);
	}

	private void joinBehindTls(ChannelPipeline pipeline) {
		if (pipeline.get(NettyPipeline.HttpCodec) instanceof HttpServerCodec) {
			joinHttp1(pipeline);
		}
		else if (pipeline.get(NettyPipeline.HttpCodec) instanceof Http2FrameCodec codec && this.connection != null) {
			pipeline.addAfter(NettyPipeline.HttpCodec, PACE,
					new StreamsPace(this.limits, this.connection, codec.connection(), System::nanoTime));
			pipeline.addAfter(NettyPipeline.HttpCodec, ERRORS, new BareStreamErrors(this.limits));
			if (this.log != null) {
				pipeline.addAfter(NettyPipeline.HttpCodec, ACCESS_LOG, new StreamsLog(this.log));
			}
		}
		pipeline.remove(this);
	}

	// The log is nearest to the codec, to see what the others answer and what came. The
	// pace may answer as soon as it is there, so it comes last.
	private void joinHttp1(ChannelPipeline pipeline) {
		BareErrors errors = new BareErrors(this.limits);
		ConnectionPace pace = new ConnectionPace(this.limits, this.connection, System::nanoTime);
		pipeline.addBefore(NettyPipeline.HttpCodec, PACE + ".head", new HeadWatch(pace, errors));
		pipeline.addAfter(NettyPipeline.HttpCodec, ERRORS, errors);
		if (this.log != null) {
			pipeline.addAfter(NettyPipeline.HttpCodec, ACCESS_LOG, new AccessLogHandler(this.log));
		}
		pipeline.addAfter(ERRORS, LAST, new LastRequest());
		pipeline.addAfter(ERRORS, PACE, pace);
	}

}
