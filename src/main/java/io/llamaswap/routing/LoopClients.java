package io.llamaswap.routing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;

/**
 * The clients of one server: one for each event loop, each with a pool of its own, so
 * that bytes never change threads on their way. Any thread.
 */
final class LoopClients {

	/** How long connections with limits of an earlier configuration may be taken. */
	private static final long FAREWELL_SECONDS = 10;

	private final Map<EventLoop, HttpClient> clients = new ConcurrentHashMap<>();

	@Nullable HttpClient known(EventLoop loop) {
		return this.clients.get(loop);
	}

	/**
	 * Returns the client of a loop.
	 * @param loop the loop
	 * @param connect makes the client, with a pool that nobody else uses
	 * @return the client
	 */
	HttpClient on(EventLoop loop, Function<EventLoop, HttpClient> connect) {
		HttpClient known = this.clients.get(loop);
		return (known != null) ? known : this.clients.computeIfAbsent(loop, connect);
	}

	/**
	 * Lets what is in flight end, and no more.
	 */
	void end() {
		this.clients.values().forEach((client) -> client.configuration().connectionProvider().dispose());
	}

	/**
	 * Ends soon: somebody may be about to take a connection.
	 */
	void endSoon() {
		Schedulers.parallel().schedule(this::end, FAREWELL_SECONDS, TimeUnit.SECONDS);
	}

}
