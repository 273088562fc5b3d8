package io.llamaswap.lifecycle;

/**
 * How an unload treats requests that are being served.
 */
public enum UnloadMode {

	/**
	 * Stop at once: requests in flight are cut, waiting ones are refused (llama-swap's
	 * way).
	 */
	NOW,

	/** Let requests in flight end first; waiting ones stay in the queue. */
	DRAIN

}
