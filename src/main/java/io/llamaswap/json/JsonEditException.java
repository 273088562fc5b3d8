package io.llamaswap.json;

/**
 * Signals that a text cannot be edited as asked. Carries no stack trace: its message is
 * an answer to whoever sent the text.
 */
public final class JsonEditException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Tells why.
	 * @param message one sentence without a final full stop
	 */
	public JsonEditException(String message) {
		super(message, null, false, false);
	}

	/**
	 * Tells why.
	 * @return one sentence without a final full stop
	 */
	@Override
	public String getMessage() {
		return String.valueOf(super.getMessage());
	}

	static JsonEditException invalid(int position) {
		return new JsonEditException("the request is not valid JSON (at byte " + position + ")");
	}

}
