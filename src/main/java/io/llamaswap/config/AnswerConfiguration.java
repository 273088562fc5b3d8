package io.llamaswap.config;

import java.time.Duration;

/**
 * What the callers of a model are told while they wait, and what becomes of the work of
 * those who leave. Keys of ours, which llama-swap ignores.
 *
 * @param loadingFeedback after how long a waiting stream is told that the model is
 * loading; zero for never
 * @param onDisconnect what becomes of a generation whose client left
 */
public record AnswerConfiguration(Duration loadingFeedback, OnDisconnect onDisconnect) {

	/** What is done when nothing is said. */
	public static final AnswerConfiguration DEFAULT = new AnswerConfiguration(Duration.ofSeconds(10),
			OnDisconnect.CANCEL);

	/**
	 * What becomes of a generation whose client left.
	 */
	public enum OnDisconnect {

		/** It is ended at once. */
		CANCEL,

		/** It goes on to its end, for nobody: some servers do not survive an abort. */
		DRAIN

	}

}
