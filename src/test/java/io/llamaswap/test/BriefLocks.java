package io.llamaswap.test;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Locks of Netty's allocator that its own list for BlockHound has forgotten. They are
 * held for a few instructions; taken for blocking they break the connection that happens
 * to read when many threads allocate at once, and one test in a thousand with it.
 */
public final class BriefLocks implements BlockHoundIntegration {

	@Override
	public void applyTo(BlockHound.Builder builder) {
		builder.allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator$Magazine", "free")
			.allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator$MagazineGroup", "free");
	}

}
