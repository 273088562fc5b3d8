package io.llamaswap.upstream;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.llamaswap.model.ModelFailure;
import org.jspecify.annotations.Nullable;

/**
 * One life, handed from phase to phase. Used by the upstream loop only.
 */
final class Life {

	private final Launch launch;

	private @Nullable CompletionStage<RunningServer> launching;

	private @Nullable ModelFailure failure;

	Life(Launch launch) {
		this.launch = launch;
	}

	Launch launch() {
		return this.launch;
	}

	/**
	 * Notes that its server is being launched.
	 * @param server completes with the server
	 */
	void begun(CompletionStage<RunningServer> server) {
		this.launching = server;
	}

	/**
	 * Returns its server.
	 * @return completes with the running server, at once exceptionally if it was never to
	 * be launched
	 */
	CompletionStage<RunningServer> launching() {
		return (this.launching != null) ? this.launching
				: CompletableFuture.failedFuture(new IllegalStateException("it was not launched"));
	}

	void failed(ModelFailure reason) {
		this.failure = reason;
	}

	/**
	 * Returns why it ended.
	 * @return the failure, or {@code null} if it was told to end
	 */
	@Nullable ModelFailure failure() {
		return this.failure;
	}

}
