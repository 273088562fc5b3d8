package io.llamaswap.lifecycle;

/**
 * Signals that a request got no lease. Carries no stack trace: it is an answer.
 */
public final class RefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient Refusal refusal;

	/**
	 * Wraps a refusal.
	 * @param refusal why
	 */
	public RefusedException(Refusal refusal) {
		super(refusal.message(), null, false, false);
		this.refusal = refusal;
	}

	/**
	 * Returns why there is no lease.
	 * @return the refusal
	 */
	public Refusal refusal() {
		return this.refusal;
	}

}
