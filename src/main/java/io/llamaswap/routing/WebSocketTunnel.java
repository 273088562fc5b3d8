package io.llamaswap.routing;

import java.io.IOException;

import io.llamaswap.error.RequestId;
import io.llamaswap.lifecycle.Lease;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.tcp.TcpClient;

/**
 * A request that becomes a WebSocket. Nothing of that protocol is understood here: once
 * the model server has switched, bytes go both ways as they come, and whoever closes ends
 * both sides. Its lease is held as long as it lives, unless the model ignores websockets.
 * Everything happens on the client's event loop.
 */
final class WebSocketTunnel {

	/** The answer of a server that does not switch is passed on up to this length. */
	private static final int MAX_ANSWER = 256 * 1024;

	private final ClientSide side;

	private final Channel client;

	private final DefaultFullHttpRequest head;

	private @Nullable Channel upstream;

	private final boolean counted;

	private final Runnable onSwitch;

	private boolean cancelled;

	/**
	 * Prepares a tunnel.
	 * @param side the caller's side
	 * @param target request target for the model server
	 * @param headers end-to-end headers for the model server; the upgrade is added
	 * @param counted whether the lease is held as long as the tunnel lives
	 * @param onSwitch told when the tunnel stands
	 */
	WebSocketTunnel(ClientSide side, String target, HttpHeaders headers, boolean counted, Runnable onSwitch) {
		this.side = side;
		this.client = side.channel();
		this.counted = counted;
		this.onSwitch = onSwitch;
		this.head = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target);
		this.head.headers()
			.add(headers)
			.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
			.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
	}

	/**
	 * Tells whether a request wants to become a WebSocket.
	 * @param request the request
	 * @return {@code true} if it asks for that upgrade and no other
	 */
	static boolean isAsked(HttpServerRequest request) {
		HttpHeaders headers = request.requestHeaders();
		return HttpMethod.GET.equals(request.method())
				&& HttpHeaderValues.WEBSOCKET.contentEqualsIgnoreCase(headers.get(HttpHeaderNames.UPGRADE, "").strip())
				&& headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true);
	}

	/**
	 * Digs.
	 * @param lease where to
	 * @param server makes the connection there, on the event loop of the client
	 * @return completes when the server answered without switching. A tunnel that stands
	 * never completes: its end closes the client's connection, which cancels this
	 */
	Mono<Void> run(Lease lease, TcpClient server) {
		return server.connect().flatMap((connection) -> switchOver(connection, lease));
	}

	private Mono<Void> switchOver(Connection connection, Lease lease) {
		return Mono.create((sink) -> {
			Channel channel = connection.channel();
			this.upstream = channel;
			sink.onCancel(this::cancel);
			if (this.cancelled || !this.client.isActive()) {
				close(channel);
				return;
			}
			channel.pipeline()
				.addBefore(NettyPipeline.ReactiveBridge, "tunnel.codec", new HttpClientCodec())
				.addBefore(NettyPipeline.ReactiveBridge, InterimAnswers.NAME, new InterimAnswers(true))
				.addBefore(NettyPipeline.ReactiveBridge, "tunnel.aggregator", new HttpObjectAggregator(MAX_ANSWER))
				.addBefore(NettyPipeline.ReactiveBridge, "tunnel.answer", new Answer(lease, sink));
			channel.writeAndFlush(this.head).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
			channel.config().setAutoRead(true);
		});
	}

	private void cancel() {
		this.cancelled = true;
		if (this.upstream != null) {
			close(this.upstream);
		}
	}

	private static void close(Channel channel) {
		channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
	}

	private void open(Channel server, FullHttpResponse answer, Lease lease) {
		this.onSwitch.run();
		DefaultHttpResponse switched = new DefaultHttpResponse(HttpVersion.HTTP_1_1, answer.status());
		HeaderPolicy.copyResponse(answer.headers(), switched.headers());
		AnswerHeaders.add(lease, switched.headers());
		String requestId = this.side.requestId();
		if (requestId != null) {
			switched.headers().set(RequestId.HEADER, requestId);
		}
		switched.headers()
			.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
			.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
		ChannelPipeline pipeline = this.client.pipeline();
		// Past Reactor Netty, which would frame it, but through the access log.
		pipeline.context(NettyPipeline.HttpTrafficHandler)
			.writeAndFlush(switched)
			.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
		pipeline.replace(HttpServerCodec.class, "tunnel.client", new TunnelEnd(server));
		server.pipeline().replace("tunnel.codec", "tunnel.server", new TunnelEnd(this.client));
		server.pipeline().remove(InterimAnswers.NAME);
		server.pipeline().remove("tunnel.aggregator");
		server.pipeline().remove("tunnel.answer");
		this.client.config().setAutoRead(true);
		if (!this.counted) {
			lease.release();
		}
	}

	private Mono<Void> pass(FullHttpResponse answer, Lease lease) {
		HttpHeaders headers = this.side.response().status(answer.status()).responseHeaders();
		HeaderPolicy.copyResponse(answer.headers(), headers);
		AnswerHeaders.add(lease, headers);
		headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(answer.content().readableBytes()));
		return this.side.response().sendObject(answer.content().retain()).then();
	}

	/**
	 * Takes what the model server says to the wish to switch.
	 */
	private final class Answer extends SimpleChannelInboundHandler<FullHttpResponse> {

		private final Lease lease;

		private final MonoSink<Void> sink;

		private boolean answered;

		Answer(Lease lease, MonoSink<Void> sink) {
			this.lease = lease;
			this.sink = sink;
		}

		@Override
		protected void channelRead0(ChannelHandlerContext context, FullHttpResponse answer) {
			this.answered = true;
			if (answer.decoderResult().isFailure()) {
				this.sink.error(answer.decoderResult().cause());
				close(context.channel());
				return;
			}
			if (HttpResponseStatus.SWITCHING_PROTOCOLS.equals(answer.status())) {
				open(context.channel(), answer, this.lease);
				return;
			}
			pass(answer, this.lease).subscribe(null, this.sink::error, this.sink::success);
			close(context.channel());
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			fail();
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			fail();
			close(context.channel());
		}

		private void fail() {
			if (!this.answered) {
				this.answered = true;
				this.sink.error(new IOException("closed before it had answered"));
			}
		}

	}

}
