package io.llamaswap.upstream;

import io.llamaswap.model.ModelFailure;

/**
 * A life did not begin, and nothing of it exists.
 */
public class LaunchRefusedException extends RuntimeException {

	private final transient ModelFailure.Kind kind;

	/**
	 * Refuses.
	 * @param kind what kind of failure it is
	 * @param reason one sentence that any caller may read: no command line, value of the
	 * environment or path
	 */
	public LaunchRefusedException(ModelFailure.Kind kind, String reason) {
		super(reason);
		this.kind = kind;
	}

	/**
	 * Returns the kind of failure.
	 * @return the kind
	 */
	public ModelFailure.Kind kind() {
		return this.kind;
	}

	/**
	 * Returns the reason.
	 * @return one sentence
	 */
	public String reason() {
		return String.valueOf(getMessage());
	}

}
