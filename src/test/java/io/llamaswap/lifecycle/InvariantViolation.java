package io.llamaswap.lifecycle;

/**
 * Says which invariant of the design broke, and how.
 */
final class InvariantViolation extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int invariant;

	InvariantViolation(int invariant, String message) {
		super("invariant " + invariant + ": " + message);
		this.invariant = invariant;
	}

	int invariant() {
		return this.invariant;
	}

}
