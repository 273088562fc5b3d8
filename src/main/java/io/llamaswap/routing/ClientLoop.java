package io.llamaswap.routing;

import java.util.function.Supplier;

import io.netty.channel.Channel;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The event loop of a client's connection, where everything about its exchange happens.
 * Leases and refusals come from elsewhere.
 */
final class ClientLoop {

	private ClientLoop() {
	}

	/**
	 * Runs an action there: at once if this is that thread, else as soon as it can.
	 * @param client the connection
	 * @param action must not block
	 */
	static void run(Channel client, Runnable action) {
		if (client.eventLoop().inEventLoop()) {
			action.run();
		}
		else {
			client.eventLoop().execute(action);
		}
	}

	/**
	 * Begins work there: at once if this is that thread, else at the subscription.
	 * @param client the connection
	 * @param work makes the work
	 * @param <T> type of its outcome
	 * @return the work
	 */
	static <T> Mono<T> begin(Channel client, Supplier<Mono<T>> work) {
		if (client.eventLoop().inEventLoop()) {
			return work.get();
		}
		return Mono.defer(work).subscribeOn(Schedulers.fromExecutor(client.eventLoop()));
	}

}
