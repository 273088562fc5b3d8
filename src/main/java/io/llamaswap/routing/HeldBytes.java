package io.llamaswap.routing;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * The beginning of a body, kept as the buffers it was received in until it is known where
 * it goes. Not thread-safe.
 */
final class HeldBytes {

	// A slice of a few bytes pins the whole buffer that it was received in; a body that
	// drips in would take many times its size. Small pieces are therefore gathered.
	private static final int SMALL = 2048;

	private static final int GATHERED = 16384;

	private final ByteBufAllocator allocator;

	private List<ByteBuf> pieces = new ArrayList<>(1);

	private long size;

	private long taken;

	HeldBytes(ByteBufAllocator allocator) {
		this.allocator = allocator;
	}

	/**
	 * Keeps a piece.
	 * @param piece the next bytes; stays the caller's
	 * @param budget how many bytes of the budget were taken for it
	 */
	void add(ByteBuf piece, int budget) {
		this.size += piece.readableBytes();
		this.taken += budget;
		if (this.pieces.isEmpty() || piece.readableBytes() > SMALL) {
			this.pieces.add(piece.retainedSlice());
			return;
		}
		ByteBuf last = this.pieces.get(this.pieces.size() - 1);
		if (last.capacity() != GATHERED || last.maxWritableBytes() < piece.readableBytes()) {
			last = this.allocator.directBuffer(GATHERED, GATHERED);
			this.pieces.add(last);
		}
		last.writeBytes(piece, piece.readerIndex(), piece.readableBytes());
	}

	long size() {
		return this.size;
	}

	/**
	 * Returns how much of the budget is to be given back when this is let go.
	 * @return bytes
	 */
	long taken() {
		return this.taken;
	}

	/**
	 * Replaces a range.
	 * @param start offset of its first byte
	 * @param end offset behind its last byte
	 * @param replacement what stands there instead
	 */
	void splice(long start, long end, byte[] replacement) {
		ByteBuf whole = whole();
		int from = Math.toIntExact(start);
		int to = Math.toIntExact(end);
		int total = whole.readableBytes();
		List<ByteBuf> spliced = new ArrayList<>(List.of(whole.retainedSlice(whole.readerIndex(), from),
				Unpooled.wrappedBuffer(replacement), whole.retainedSlice(whole.readerIndex() + to, total - to)));
		whole.release();
		this.pieces = spliced;
		this.size = (long) total - (to - from) + replacement.length;
	}

	/**
	 * Replaces everything.
	 * @param pieces what is kept from now on
	 */
	void replace(List<ByteBuf> pieces) {
		this.pieces.forEach(ByteBuf::release);
		this.pieces = new ArrayList<>(pieces);
		this.size = pieces.stream().mapToLong(ByteBuf::readableBytes).sum();
	}

	/**
	 * Returns everything as one buffer, still kept here.
	 * @return a buffer without copies of large pieces
	 */
	ByteBuf whole() {
		if (this.pieces.size() != 1) {
			ByteBuf joined = this.allocator.compositeBuffer(Math.max(16, this.pieces.size()))
				.addComponents(true, this.pieces);
			this.pieces = new ArrayList<>(List.of(joined));
		}
		return this.pieces.get(0);
	}

	/**
	 * Returns everything as one buffer and forgets it.
	 * @return a buffer that is the caller's now
	 */
	ByteBuf take() {
		ByteBuf whole = whole();
		this.pieces.clear();
		release();
		return whole;
	}

	void release() {
		this.pieces.forEach(ByteBuf::release);
		this.pieces.clear();
		this.size = 0;
		this.taken = 0;
	}

}
