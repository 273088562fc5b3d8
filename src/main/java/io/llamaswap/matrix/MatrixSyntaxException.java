package io.llamaswap.matrix;

/**
 * A text is not an expression of the matrix language.
 */
public final class MatrixSyntaxException extends Exception {

	private static final long serialVersionUID = 1L;

	private final String reason;

	private final String expected;

	private final int offset;

	MatrixSyntaxException(String reason, String expected, int offset) {
		super(reason + " at " + offset);
		this.reason = reason;
		this.expected = expected;
		this.offset = offset;
	}

	/**
	 * Returns what is wrong.
	 * @return one sentence without a final full stop
	 */
	public String reason() {
		return this.reason;
	}

	/**
	 * Returns what could stand there.
	 * @return a short list in words
	 */
	public String expected() {
		return this.expected;
	}

	/**
	 * Returns where it is wrong.
	 * @return an offset in UTF-16 units from 0, the length of the text for its end
	 */
	public int offset() {
		return this.offset;
	}

}
