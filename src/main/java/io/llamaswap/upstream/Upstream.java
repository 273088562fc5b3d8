package io.llamaswap.upstream;

import java.time.Duration;

import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import reactor.core.publisher.Mono;

/**
 * One model server and the only owner of its state. Both commands return at once, never
 * block and may be called from any thread; what becomes of them is told as
 * {@link UpstreamEvent}s.
 * <table>
 * <caption>What the commands do, by state</caption>
 * <tr>
 * <th>state</th>
 * <th>start</th>
 * <th>stop</th>
 * </tr>
 * <tr>
 * <td>stopped</td>
 * <td>begins a life</td>
 * <td>nothing</td>
 * </tr>
 * <tr>
 * <td>starting</td>
 * <td>nothing</td>
 * <td>ends it, without Failed</td>
 * </tr>
 * <tr>
 * <td>ready</td>
 * <td>nothing</td>
 * <td>ends it</td>
 * </tr>
 * <tr>
 * <td>stopping</td>
 * <td>begins a life after Stopped</td>
 * <td>a shorter grace counts, and a start that waits is forgotten</td>
 * </tr>
 * </table>
 */
public interface Upstream {

	/**
	 * Returns whose server it is.
	 * @return the real id
	 */
	ModelId id();

	/**
	 * Makes the server run. Outcome: Ready or Failed.
	 */
	void start();

	/**
	 * Makes the server end. Outcome: Stopped.
	 * @param grace how long it may take before it is killed; zero kills at once
	 */
	void stop(Duration grace);

	/**
	 * Tells what is wrong with the server that is ready, before it is made to end: its
	 * hooks are told in turn.
	 * @param failure what was found
	 */
	default void failed(ModelFailure failure) {
	}

	/**
	 * Takes another configuration. A life that has begun goes on as it was launched; it
	 * ends by the stop command of the new one, and the next life is all new.
	 * @param model the configuration, of the same id
	 */
	void reconfigure(ModelConfiguration model);

	/**
	 * Returns what is known of the process now, to be shown and never to decide on.
	 * @return a snapshot
	 */
	UpstreamStatus status();

	/**
	 * Asks the server once whether it still answers its check. Tells no events and
	 * changes nothing.
	 * @param limit how long the answer may take, more than zero
	 * @return {@code ""} if it is well, else what came back instead, for a person; empty
	 * if it has no check
	 */
	default Mono<String> check(Duration limit) {
		return Mono.empty();
	}

}
