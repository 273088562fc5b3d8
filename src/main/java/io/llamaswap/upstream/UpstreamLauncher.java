package io.llamaswap.upstream;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.llamaswap.model.ModelFailure;

/**
 * Port: begins lives of model servers.
 */
public interface UpstreamLauncher {

	/**
	 * Begins one life. Returns at once and never blocks; may be called from any thread.
	 * @param launch what is to run
	 * @return completes on any thread with the running server, or exceptionally with
	 * {@link LaunchRefusedException}, and then nothing was left behind
	 */
	CompletionStage<RunningServer> launch(Launch launch);

	/**
	 * Runs a command beside a life, in its environment; what it prints goes to the
	 * model's log. Returns at once and never blocks; may be called from any thread.
	 * @param launch the life
	 * @param command the command
	 * @return completes on any thread with the exit code, or exceptionally with
	 * {@link LaunchRefusedException} if it cannot be started or
	 * {@link java.util.concurrent.TimeoutException} if it was killed at its limit;
	 * cancelling kills it
	 */
	default CompletableFuture<Integer> runBeside(Launch launch, BesideCommand command) {
		return CompletableFuture.failedFuture(
				new LaunchRefusedException(ModelFailure.Kind.COMMAND, "commands cannot be run beside this server"));
	}

}
