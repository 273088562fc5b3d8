package io.llamaswap.routing;

import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import reactor.core.publisher.MonoSink;

/**
 * The rest of a body that is not wanted any more. Closing a socket with unread bytes in
 * it would take the answer away from a client that is still sending, so they are read,
 * for a while.
 */
final class BodyDrain {

	private static final long SECONDS = 5;

	private final MonoSink<Void> over;

	private long left;

	/**
	 * Begins to drain.
	 * @param loop the event loop of the client
	 * @param over told when the body, the time or the limit is over
	 * @param limit how many bytes are read at most
	 */
	BodyDrain(EventLoop loop, MonoSink<Void> over, long limit) {
		this.over = over;
		this.left = limit;
		ScheduledFuture<?> timer = loop.schedule((Runnable) over::success, SECONDS, TimeUnit.SECONDS);
		over.onDispose(() -> timer.cancel(false));
	}

	void discard(int bytes) {
		this.left -= bytes;
		if (this.left < 0) {
			end();
		}
	}

	void end() {
		this.over.success();
	}

}
