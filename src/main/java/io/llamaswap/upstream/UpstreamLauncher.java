package io.llamaswap.upstream;

import java.util.concurrent.CompletionStage;

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

}
