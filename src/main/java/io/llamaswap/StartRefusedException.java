package io.llamaswap;

/**
 * Signals that the program does not start, and with which exit code it ends. Carries no
 * stack trace: its message is all that the user needs.
 */
final class StartRefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** Something that was asked for is wrong or not to be had. */
	static final int FAILURE = 1;

	/** The command line could not be read. */
	static final int USAGE = 2;

	private final int exitCode;

	/**
	 * Refuses to start.
	 * @param exitCode {@link #FAILURE} or {@link #USAGE}
	 * @param message what is wrong and what to do, one or more lines
	 */
	StartRefusedException(int exitCode, String message) {
		super(message, null, false, false);
		this.exitCode = exitCode;
	}

	int exitCode() {
		return this.exitCode;
	}

	/**
	 * Returns the reason, never {@code null}.
	 * @return one or more lines
	 */
	String reason() {
		return String.valueOf(getMessage());
	}

}
