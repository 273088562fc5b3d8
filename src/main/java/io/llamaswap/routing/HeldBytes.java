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

	private static final int PART = 65536;

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
		List<ByteBuf> spliced = new ArrayList<>(this.pieces.size() + 2);
		long offset = 0;
		for (ByteBuf piece : this.pieces) {
			long next = offset + piece.readableBytes();
			addPart(spliced, piece, 0, start - offset);
			if (start >= offset && start < next) {
				spliced.add(Unpooled.wrappedBuffer(replacement));
			}
			addPart(spliced, piece, end - offset, next - offset);
			offset = next;
		}
		replace(spliced);
	}

	private static void addPart(List<ByteBuf> parts, ByteBuf piece, long from, long to) {
		int first = (int) Math.max(from, 0);
		int length = (int) Math.min(to, piece.readableBytes()) - first;
		if (length > 0) {
			parts.add(piece.retainedSlice(piece.readerIndex() + first, length));
		}
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
	 * Returns everything in parts that can be written as they are. Netty copies what it
	 * cannot hand to the system at once, such as a buffer of more than 1,024 pieces: a
	 * second time the whole body, out of the same memory.
	 * @return parts of at most {@link #PART} bytes, still kept here
	 */
	List<ByteBuf> parts() {
		List<ByteBuf> parts = new ArrayList<>(this.pieces.size());
		for (ByteBuf piece : this.pieces) {
			for (int from = piece.readerIndex(); from < piece.writerIndex(); from += PART) {
				parts.add(piece.slice(from, Math.min(PART, piece.writerIndex() - from)));
			}
		}
		return parts;
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
