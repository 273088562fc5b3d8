package io.llamaswap.directory;

import java.util.List;

/**
 * Signals that a name stands for nobody now. Carries no stack trace: it is an answer.
 */
public final class UnresolvedNameException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Reason reason;

	private final String name;

	private final transient List<String> known;

	UnresolvedNameException(Reason reason, String name, List<String> known) {
		super(reason + " \"" + name + "\"", null, false, false);
		this.reason = reason;
		this.name = name;
		this.known = List.copyOf(known);
	}

	/**
	 * Returns why.
	 * @return the reason
	 */
	public Reason reason() {
		return this.reason;
	}

	/**
	 * Returns the name that was looked up.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns the names that may be suggested instead.
	 * @return the listed names
	 */
	public List<String> known() {
		return this.known;
	}

	/**
	 * Why a name stands for nobody.
	 */
	public enum Reason {

		/** There is no name, or the active profile disables it. */
		NO_NAME,

		/** Nobody has this name. */
		UNKNOWN,

		/** All targets of the selector are going away or dead. */
		NOTHING_AVAILABLE

	}

}
