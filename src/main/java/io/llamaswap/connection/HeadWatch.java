package io.llamaswap.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ByteProcessor;

/**
 * Stands before the codec of one connection, where a head is still bytes: tells that some
 * came, and finds what the codec reads leniently and others otherwise (C2). Lines that go
 * on from the one before it would join, so they are spoilt. Looks only while a head is
 * awaited; one that is sent before the answer to the request before it is read leniently.
 */
final class HeadWatch extends ChannelInboundHandlerAdapter {

	/** No line of a head begins with it, so the codec refuses it in its turn. */
	private static final byte SPOILT = ':';

	private static final ByteProcessor PRINTED = (value) -> value < 0 || value > ' ';

	private final ConnectionPace pace;

	private final BareErrors errors;

	private boolean begun;

	private boolean ended;

	/** How much of the line that goes on has come. */
	private int length;

	/** Where the last space of the request line stands, or what is before its begin. */
	private int space = -1;

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
				this.space = -1;
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
				this.errors.object("a line of its head begins with white space");
				this.ended = true;
				return;
			}
			int lineEnd = bytes.indexOf(index, bytes.writerIndex(), (byte) '\n');
			if (!this.begun) {
				requestLine(bytes, index, (lineEnd < 0) ? bytes.writerIndex() : lineEnd);
			}
			if (lineEnd < 0) {
				this.length += bytes.writerIndex() - index;
				return;
			}
			line(this.length + lineEnd - index);
			index = lineEnd + 1;
		}
	}

	// Its words stand apart by one space each (RFC 9112 3).
	private void requestLine(ByteBuf bytes, int from, int end) {
		int index = bytes.forEachByte(from, end - from, PRINTED);
		while (index >= 0) {
			int place = this.length + index - from;
			boolean single = bytes.getByte(index) == ' ' && place > this.space + 1;
			if (!single && (bytes.getByte(index) != '\r' || index + 1 < end)) {
				this.errors.object("the words of its request line are not apart by one space each");
			}
			this.space = place;
			index = bytes.forEachByte(index + 1, end - index - 1, PRINTED);
		}
	}

	// Empty lines before a request are nothing (RFC 9112 2.2); behind its headers one is
	// their end. What stands before its line feed may be a carriage return.
	private void line(int bytes) {
		this.length = 0;
		this.space = -1;
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
