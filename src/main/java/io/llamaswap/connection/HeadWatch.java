package io.llamaswap.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Stands before the codec of one connection, where a head is still bytes: tells that some
 * came, and spoils lines that go on from the one before, which the codec would join and
 * others read as headers of their own (C2). Looks only while a head is awaited; one that
 * is sent before the answer to the request before it is joined as ever.
 */
final class HeadWatch extends ChannelInboundHandlerAdapter {

	/** No line of a head begins with it, so the codec refuses it in its turn. */
	private static final byte SPOILT = ':';

	private final ConnectionPace pace;

	private final BareErrors errors;

	private boolean begun;

	private boolean ended;

	/** How much of the line that goes on has come. */
	private int length;

	HeadWatch(ConnectionPace pace, BareErrors errors) {
		this.pace = pace;
		this.errors = errors;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.pace.came();
		if (message instanceof ByteBuf bytes && this.pace.isAwaitingHead()) {
			if (this.ended) {
				this.begun = false;
				this.ended = false;
				this.length = 0;
			}
			look(bytes);
		}
		context.fireChannelRead(message);
	}

	private void look(ByteBuf bytes) {
		int index = bytes.readerIndex();
		while (index < bytes.writerIndex() && !this.ended) {
			if (this.begun && this.length == 0 && isSpace(bytes.getByte(index))) {
				bytes.setByte(index, SPOILT);
				this.errors.folded();
				this.ended = true;
				return;
			}
			int lineEnd = bytes.indexOf(index, bytes.writerIndex(), (byte) '\n');
			if (lineEnd < 0) {
				this.length += bytes.writerIndex() - index;
				return;
			}
			line(this.length + lineEnd - index);
			index = lineEnd + 1;
		}
	}

	// Empty lines before a request are nothing (RFC 9112 2.2); behind its headers one is
	// their end. What stands before its line feed may be a carriage return.
	private void line(int bytes) {
		this.length = 0;
		if (bytes > 1) {
			this.begun = true;
		}
		else if (this.begun) {
			this.ended = true;
		}
	}

	private static boolean isSpace(byte next) {
		return next == ' ' || next == '\t';
	}

}
