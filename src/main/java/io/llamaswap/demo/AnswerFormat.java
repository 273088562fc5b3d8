package io.llamaswap.demo;

/**
 * How one kind of API writes an answer, streamed or whole.
 */
interface AnswerFormat {

	/**
	 * Writes what comes before the first token of a stream.
	 * @param events where to
	 */
	void begin(StringBuilder events);

	/**
	 * Writes one token of a stream.
	 * @param events where to
	 * @param token the token
	 */
	void token(StringBuilder events, String token);

	/**
	 * Writes what comes after the last token of a stream.
	 * @param events where to
	 * @param text the whole answer
	 * @param usage what it cost
	 */
	void end(StringBuilder events, String text, Usage usage);

	/**
	 * Writes an answer that is not streamed.
	 * @param text the whole answer
	 * @param usage what it cost
	 * @return JSON
	 */
	String whole(String text, Usage usage);

}
