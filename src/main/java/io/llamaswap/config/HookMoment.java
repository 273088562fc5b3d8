package io.llamaswap.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * When in the life of a model server something else is to be done.
 */
public enum HookMoment {

	/** Before its process is started. */
	BEFORE_START("beforeStart", true, true),
	/** When it has answered its check. */
	AFTER_READY("afterReady", true, false),
	/** Before it is asked to end, if it was ready. */
	BEFORE_STOP("beforeStop", false, false),
	/** When nothing of it is left, however it ended; also after a start that failed. */
	AFTER_EXIT("afterExit", false, false);

	private final String key;

	private final boolean canFail;

	private final boolean failsByDefault;

	HookMoment(String key, boolean canFail, boolean failsByDefault) {
		this.key = key;
		this.canFail = canFail;
		this.failsByDefault = failsByDefault;
	}

	/**
	 * Returns how it is called in the file.
	 * @return the key
	 */
	public String key() {
		return this.key;
	}

	/**
	 * Tells whether there is a start that can fail.
	 * @return {@code false} for the moments of an end, which comes in any case
	 */
	boolean canFail() {
		return this.canFail;
	}

	boolean failsByDefault() {
		return this.failsByDefault;
	}

	static Optional<HookMoment> of(String key) {
		return Arrays.stream(values()).filter((moment) -> moment.key.equals(key)).findFirst();
	}

	static List<String> keys() {
		return Arrays.stream(values()).map(HookMoment::key).toList();
	}

}
