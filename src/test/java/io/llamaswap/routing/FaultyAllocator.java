package io.llamaswap.routing;

import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;

/**
 * Has no memory once, at the chosen allocation, as the direct memory of a JVM may be
 * spent by others for a moment.
 */
final class FaultyAllocator extends AbstractByteBufAllocator {

	private final AtomicInteger left = new AtomicInteger();

	FaultyAllocator() {
		super(true);
	}

	/**
	 * Fails once.
	 * @param number which of the following allocations, from 1 on
	 */
	void failAt(int number) {
		this.left.set(number);
	}

	boolean hasFailed() {
		return this.left.get() <= 0;
	}

	@Override
	protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
		count();
		return UnpooledByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity);
	}

	@Override
	protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
		count();
		return UnpooledByteBufAllocator.DEFAULT.directBuffer(initialCapacity, maxCapacity);
	}

	private void count() {
		if (this.left.decrementAndGet() == 0) {
			throw new OutOfMemoryError("as asked");
		}
	}

	@Override
	public boolean isDirectBufferPooled() {
		return false;
	}

}
