package io.llamaswap.routing;

import java.util.function.Supplier;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import reactor.core.CoreSubscriber;
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
			return guarded(client, guarded(work));
		}
		return Mono.defer(() -> guarded(client, guarded(work)))
			.subscribeOn(Schedulers.fromExecutor(client.eventLoop()));
	}

	private static <T> Mono<T> guarded(Supplier<Mono<T>> work) {
		try {
			return work.get();
		}
		catch (VirtualMachineError ex) {
			return Mono.error(exhausted(ex));
		}
	}

	/**
	 * Ends the connection if such an error comes out of the beginning of work. Reactor
	 * lets it fall through to where nobody knows whose it was: the request would hang,
	 * and its lease with it.
	 * @param client the connection
	 * @param work the work, which the end of the connection cancels
	 * @param <T> type of its outcome
	 * @return the work
	 */
	static <T> Mono<T> guarded(Channel client, Mono<T> work) {
		return new Mono<>() {
			@Override
			public void subscribe(CoreSubscriber<? super T> actual) {
				try {
					work.subscribe(actual);
				}
				catch (VirtualMachineError ex) {
					abandon(client);
				}
			}
		};
	}

	/**
	 * Ends an exchange that nobody can answer any more.
	 * @param client its connection
	 */
	static void abandon(Channel client) {
		client.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
	}

	/**
	 * Turns an error that Reactor passes on to nobody into one that ends an exchange.
	 * @param error memory that is spent, as a rule
	 * @return the same as a plain failure
	 */
	static IllegalStateException exhausted(VirtualMachineError error) {
		return new IllegalStateException("no memory for this exchange", error);
	}

}
