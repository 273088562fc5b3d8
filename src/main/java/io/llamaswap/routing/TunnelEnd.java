package io.llamaswap.routing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * One end of a tunnel: what comes in here goes out there, no faster than the other side
 * takes it.
 */
final class TunnelEnd extends ChannelInboundHandlerAdapter {

	private final Channel other;

	TunnelEnd(Channel other) {
		this.other = other;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (!(message instanceof ByteBuf bytes)) {
			// The end of the head, which the codec told before it was taken out.
			ReferenceCountUtil.release(message);
			return;
		}
		write(this.other, bytes);
		if (!this.other.isWritable()) {
			context.channel().config().setAutoRead(false);
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		this.other.flush();
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (context.channel().isWritable()) {
			this.other.config().setAutoRead(true);
		}
		context.fireChannelWritabilityChanged();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
		context.fireChannelInactive();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		context.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
	}

	private static void write(Channel channel, ByteBuf bytes) {
		channel.write(bytes).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
	}

}
