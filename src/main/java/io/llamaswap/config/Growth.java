package io.llamaswap.config;

/**
 * How much text expansion may still produce, so that a small file cannot become a large
 * one.
 */
final class Growth {

	/** The longest text that one value may become: 1 Mi characters. */
	static final int MAX_TEXT = 1 << 20;

	/** What all values of one load may become together: 32 Mi characters. */
	static final long MAX_TOTAL = 32L << 20;

	private static final int NODE = 16;

	private long left = MAX_TOTAL;

	/**
	 * Accounts for one more node.
	 */
	void node() {
		spend(NODE);
	}

	/**
	 * Replaces each occurrence of a piece of text.
	 * @param text where to replace
	 * @param piece what to replace
	 * @param replacement what to put instead
	 * @return the new text
	 * @throws ExpansionTooLargeException before anything too large is built
	 */
	String replace(String text, String piece, String replacement) {
		long occurrences = 0;
		for (int at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + piece.length())) {
			occurrences++;
		}
		if (occurrences == 0) {
			return text;
		}
		long length = text.length() + occurrences * (replacement.length() - piece.length());
		if (length > MAX_TEXT) {
			throw new ExpansionTooLargeException(
					"becomes " + length + " characters once expanded, more than " + MAX_TEXT);
		}
		spend(length);
		return text.replace(piece, replacement);
	}

	private void spend(long amount) {
		this.left -= amount;
		if (this.left < 0) {
			throw new ExpansionTooLargeException("the configuration becomes more than " + MAX_TOTAL
					+ " characters once its macros and anchors are written out");
		}
	}

	/**
	 * Expansion would produce more than is allowed.
	 */
	static final class ExpansionTooLargeException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final String reason;

		ExpansionTooLargeException(String message) {
			super(message);
			this.reason = message;
		}

		String reason() {
			return this.reason;
		}

	}

}
