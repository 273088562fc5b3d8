package io.llamaswap.model;

/**
 * Where one model server is in its life.
 */
public enum ModelState {

	/** No process. */
	STOPPED("stopped"),

	/** Launched, not yet healthy. */
	STARTING("starting"),

	/** Our process is alive and answered the check. */
	READY("ready"),

	/** Asked to end; its process group is not yet empty. */
	STOPPING("stopping"),

	/**
	 * Failed several times in a row; refuses until its delay is over. llama-swap has no
	 * such state, so its wire name is {@code stopped}.
	 */
	BACKING_OFF("stopped"),

	/** The program is ending; nothing starts any more. */
	SHUTDOWN("shutdown");

	private final String wireName;

	ModelState(String wireName) {
		this.wireName = wireName;
	}

	/**
	 * Returns the name that llama-swap's clients know.
	 * @return the lower-case wire name
	 */
	public String wireName() {
		return this.wireName;
	}

	/**
	 * Tells whether a process may exist, which is what llama-swap calls running.
	 * @return {@code true} for starting, ready and stopping
	 */
	public boolean isAlive() {
		return this == STARTING || this == READY || this == STOPPING;
	}

}
