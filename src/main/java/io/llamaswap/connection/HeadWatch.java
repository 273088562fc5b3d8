package io.llamaswap.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ByteProcessor;
import io.netty.util.ReferenceCountUtil;

/**
 * Stands before the codec of one connection, where a head is still bytes: tells that some
 * came, and finds what the codec reads leniently and others otherwise (C2). Lines that go
 * on from the one before it would join, so they are spoilt. Where heads begin, the codec
 * decides: it gets each of them, and each body, by itself, and has read it before the
 * next bytes are looked at.
 */
final class HeadWatch extends ChannelInboundHandlerAdapter {

	/** No line of a head begins with it, so the codec refuses it in its turn. */
	private static final byte SPOILT = ':';

	private static final ByteProcessor PRINTED = (value) -> value < 0 || value > ' ';

	private final ConnectionPace pace;

	private final BareErrors errors;

	private boolean begun;

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
		if (!this.pace.came()) {
			ReferenceCountUtil.release(message);
			return;
		}
		if (message instanceof ByteBuf bytes) {
			for (int end = end(bytes); end < bytes.writerIndex(); end = end(bytes)) {
				context.fireChannelRead(bytes.readRetainedSlice(end - bytes.readerIndex()));
			}
		}
		context.fireChannelRead(message);
	}

	// Of the head or the body that is read, as far as it has come.
	private int end(ByteBuf bytes) {
		long left = this.errors.bodyLeft();
		if (left == 0) {
			return headEnd(bytes);
		}
		return (left == BareErrors.CHUNKED) ? emptyLineEnd(bytes)
				: bytes.readerIndex() + (int) Math.min(left, bytes.readableBytes());
	}

	private int headEnd(ByteBuf bytes) {
		int index = bytes.readerIndex();
		while (index < bytes.writerIndex()) {
			if (this.begun && this.length == 0 && isSpace(bytes.getByte(index))) {
				bytes.setByte(index, SPOILT);
				this.errors.object("a line of its head begins with white space");
				return bytes.writerIndex();
			}
			int lineEnd = bytes.indexOf(index, bytes.writerIndex(), (byte) '\n');
			if (!this.begun) {
				requestLine(bytes, index, (lineEnd < 0) ? bytes.writerIndex() : lineEnd);
			}
			if (lineEnd < 0) {
				this.length += bytes.writerIndex() - index;
				return bytes.writerIndex();
			}
			// Empty lines before a request are nothing (RFC 9112 2.2).
			boolean empty = endLine(lineEnd - index) <= 1;
			if (empty && this.begun) {
				this.begun = false;
				return lineEnd + 1;
			}
			this.begun |= !empty;
			index = lineEnd + 1;
		}
		return index;
	}

	// The last chunk and its trailers end in an empty line. What else looks like one, the
	// codec knows.
	private int emptyLineEnd(ByteBuf bytes) {
		int index = bytes.readerIndex();
		int lineEnd = bytes.indexOf(index, bytes.writerIndex(), (byte) '\n');
		while (lineEnd >= 0) {
			int line = endLine(lineEnd - index);
			index = lineEnd + 1;
			if (line == 1) {
				return index;
			}
			lineEnd = bytes.indexOf(index, bytes.writerIndex(), (byte) '\n');
		}
		this.length += bytes.writerIndex() - index;
		return bytes.writerIndex();
	}

	// Its words stand apart by one space each (RFC 9112 3).
	private void requestLine(ByteBuf bytes, int from, int end) {
		this.errors.line(bytes, from, end - from, this.length);
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

	// Its length, with the carriage return before its line feed.
	private int endLine(int bytes) {
		int line = this.length + bytes;
		this.length = 0;
		this.space = -1;
		return line;
	}

	private static boolean isSpace(byte next) {
		return next == ' ' || next == '\t';
	}

}
