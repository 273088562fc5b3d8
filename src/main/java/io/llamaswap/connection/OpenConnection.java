package io.llamaswap.connection;

import java.net.InetAddress;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import org.jspecify.annotations.Nullable;

/**
 * One of the {@link OpenConnections}, and whether anything happens on it. Written by its
 * own event loop, read by all.
 */
final class OpenConnection {

	private final Channel channel;

	private final @Nullable InetAddress address;

	private volatile boolean idle = true;

	private volatile long idleSince;

	OpenConnection(Channel channel, @Nullable InetAddress address, long now) {
		this.channel = channel;
		this.address = address;
		this.idleSince = now;
	}

	/**
	 * Returns who is counted for it.
	 * @return the address of the client, or {@code null} if there is no bound for it
	 */
	@Nullable InetAddress address() {
		return this.address;
	}

	boolean isIdle() {
		return this.idle;
	}

	long idleSince() {
		return this.idleSince;
	}

	void busy() {
		this.idle = false;
	}

	void idle(long now) {
		this.idleSince = now;
		this.idle = true;
	}

	void close() {
		this.channel.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
	}

}
