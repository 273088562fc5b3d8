package io.llamaswap.routing;

import java.util.stream.Stream;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * Memory of which it is known how much is in use: nothing is kept for later.
 */
final class CountedMemory {

	private final PooledByteBufAllocator allocator = new PooledByteBufAllocator(true, 1, 2, 8192, 9, 0, 0, false);

	ByteBufAllocator allocator() {
		return this.allocator;
	}

	/**
	 * Counts what was allocated and not released yet.
	 * @return how many buffers there are
	 */
	long buffersInUse() {
		return Stream
			.concat(this.allocator.metric().directArenas().stream(), this.allocator.metric().heapArenas().stream())
			.mapToLong(PoolArenaMetric::numActiveAllocations)
			.sum();
	}

}
