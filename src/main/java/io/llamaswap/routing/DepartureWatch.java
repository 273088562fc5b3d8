package io.llamaswap.routing;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;

/**
 * Notices that a client left although its connection is not read: unread bytes hide the
 * end behind them, so it shows only in the state of the socket (Linux) or of the stream
 * (HTTP/2). Bytes that do not even fit into the socket hide it completely, until they are
 * read.
 */
final class DepartureWatch {

	private static final int TCP_ESTABLISHED = 1;

	private static final long INTERVAL_MILLIS = 500;

	// The loop refuses work only when it ends, and its connections with it.
	private static final GenericFutureListener<Future<? super Object>> FAILURES_MATTER_NOT = (ignored) -> {
	};

	private DepartureWatch() {
	}

	/**
	 * Closes the connection of a client that left.
	 * @param client the connection
	 * @param waiting tells whether the connection may still be one that is not read
	 */
	static void start(Channel client, BooleanSupplier waiting) {
		if (client instanceof EpollSocketChannel || client instanceof Http2StreamChannel) {
			schedule(client, waiting);
		}
	}

	private static void schedule(Channel client, BooleanSupplier waiting) {
		client.eventLoop()
			.schedule(() -> look(client, waiting), INTERVAL_MILLIS, TimeUnit.MILLISECONDS)
			.addListener(FAILURES_MATTER_NOT);
	}

	private static void look(Channel client, BooleanSupplier waiting) {
		if (!waiting.getAsBoolean() || !client.isOpen()) {
			return;
		}
		if (hasLeft(client)) {
			client.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
		}
		else {
			schedule(client, waiting);
		}
	}

	private static boolean hasLeft(Channel client) {
		return (client instanceof Http2StreamChannel stream) ? stream.stream().state() == Http2Stream.State.CLOSED
				: ((EpollSocketChannel) client).tcpInfo().state() != TCP_ESTABLISHED;
	}

}
