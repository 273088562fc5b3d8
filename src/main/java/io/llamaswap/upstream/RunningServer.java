package io.llamaswap.upstream;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * One life of a model server, from its launch until nothing of it is left. No method
 * blocks; the stages complete on any thread. It only carries out: when to ask, to kill
 * and to give up is decided by its owner.
 */
public interface RunningServer {

	/**
	 * Returns the id of the main process.
	 * @return the id, or {@code null} if it is not a process of this machine
	 */
	@Nullable Long pid();

	/**
	 * Tells whether the main process is alive at this moment.
	 * @return {@code false} as soon as it has ended
	 */
	boolean isAlive();

	/**
	 * Completes when the main process has ended and its last output was taken, as far as
	 * that is possible within a tenth of a second. Others of its group may live on.
	 * @return the exit code; 128 + n for signal n
	 */
	CompletionStage<Integer> onExit();

	/**
	 * Returns the last lines of this life's output, without control characters.
	 * @return at most 20 lines and 4 KB, oldest first
	 */
	List<String> lastLines();

	/**
	 * Looks whether somebody else answers on the port that this server is to open.
	 * @return who it is, in words for a person; empty if nobody, or if that cannot be
	 * seen
	 */
	CompletionStage<Optional<String>> findStranger();

	/**
	 * Asks the server to end, by its stop command if it has one, else as
	 * {@link #terminate()} does. A stop command that fails or takes longer than the limit
	 * is followed by {@link #terminate()}. It is also run when the main process has gone,
	 * which may have been the client of a container that lives on; but not if it contains
	 * <code>${PID}</code>.
	 * @param cmdStop the stop command, with <code>${PID}</code>; blank for none
	 * @param limit how long a stop command may take
	 * @return completes, always normally, when the asking is done
	 */
	CompletionStage<Void> requestStop(String cmdStop, Duration limit);

	/**
	 * Asks every process of this life to end that was not asked yet.
	 * @return completes when they were told
	 */
	CompletionStage<Void> terminate();

	/**
	 * Kills every process of this life.
	 * @return completes when they were told
	 */
	CompletionStage<Void> kill();

	/**
	 * Looks what of this life is still there.
	 * @return what is left
	 */
	CompletionStage<Remains> remains();

	/**
	 * Forgets this life. Called once, when nothing is left of it.
	 */
	void release();

	/**
	 * What is left of a life.
	 *
	 * @param processes ids of its living processes
	 * @param portHeld whether somebody still listens on its port
	 */
	record Remains(List<Long> processes, boolean portHeld) {

		/**
		 * Copies the list.
		 * @param processes ids of its living processes
		 * @param portHeld whether somebody still listens on its port
		 */
		public Remains {
			processes = List.copyOf(processes);
		}

	}

}
