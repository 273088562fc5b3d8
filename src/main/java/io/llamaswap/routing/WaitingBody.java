package io.llamaswap.routing;

import java.util.List;

import io.llamaswap.activity.Recording;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one body that wait to be sent on, paid for out of the budget of all
 * bodies. Tells the recording of the exchange, if there is one, what came and what is
 * sent instead. Not thread-safe.
 */
final class WaitingBody {

	private final HeldBytes held;

	private final ByteBudget budget;

	/** What is paid for and has not come yet. */
	private long ahead;

	private final @Nullable Recording recording;

	WaitingBody(ByteBufAllocator allocator, ByteBudget budget, @Nullable Recording recording) {
		this.held = new HeldBytes(allocator);
		this.budget = budget;
		this.recording = recording;
	}

	/**
	 * Keeps a piece if the budget allows it.
	 * @param piece the next bytes; stays the caller's
	 * @return {@code false} if the budget is spent
	 */
	boolean add(ByteBuf piece) {
		int bytes = piece.readableBytes();
		if (!reserve(bytes)) {
			return false;
		}
		this.ahead -= bytes;
		this.held.add(piece, bytes);
		if (this.recording != null) {
			this.recording.request(piece);
		}
		return true;
	}

	/**
	 * Pays for bytes before they come: of bodies that grow together until the budget is
	 * spent nobody would get through, so that who is first gets room for all of it.
	 * @param bytes how many are to come
	 * @return {@code false} if the budget has not as many; nothing has changed then
	 */
	boolean reserve(long bytes) {
		if (bytes <= this.ahead) {
			return true;
		}
		if (!this.budget.tryTake(bytes - this.ahead)) {
			return false;
		}
		this.ahead = bytes;
		return true;
	}

	/**
	 * Gives back what was paid for bytes that do not have to wait.
	 */
	void settle() {
		this.budget.giveBack(this.ahead);
		this.ahead = 0;
	}

	long size() {
		return this.held.size();
	}

	/**
	 * Replaces a range.
	 * @param start offset of its first byte
	 * @param end offset behind its last byte
	 * @param replacement what stands there instead
	 * @return by how many bytes the body grew
	 */
	long splice(long start, long end, byte[] replacement) {
		long before = this.held.size();
		this.held.splice(start, end, replacement);
		return this.held.size() - before;
	}

	/**
	 * Replaces everything.
	 * @param pieces what is kept from now on
	 */
	void replace(List<ByteBuf> pieces) {
		this.held.replace(pieces);
	}

	/**
	 * Returns everything, still kept here.
	 * @return a buffer without copies of large pieces
	 */
	ByteBuf whole() {
		return this.held.whole();
	}

	/**
	 * Returns everything in parts that are to be written as they are, still kept here.
	 * @return the parts
	 */
	List<ByteBuf> parts() {
		List<ByteBuf> parts = this.held.parts();
		if (this.recording != null) {
			this.recording.requestAnew(parts);
		}
		return parts;
	}

	/**
	 * Writes everything and forgets it; the budget has it back when it is written.
	 * @param target where to
	 */
	void writeTo(Channel target) {
		if (this.held.size() > 0) {
			long taken = this.held.taken();
			for (ByteBuf part : parts()) {
				target.write(part.retain()).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
			}
			this.held.release();
			target.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((done) -> this.budget.giveBack(taken));
		}
	}

	void release() {
		settle();
		this.budget.giveBack(this.held.taken());
		this.held.release();
	}

}
