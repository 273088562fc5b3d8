package io.llamaswap.upstream;

/**
 * Takes what a model server prints.
 */
@FunctionalInterface
public interface OutputSink {

	/**
	 * Takes some bytes, in order, at any place of a line. Called by the one thread that
	 * drains the server; must not wait for whoever reads along.
	 * @param bytes a buffer that is used again after the call
	 * @param offset where the bytes begin
	 * @param length how many there are, at least 1
	 */
	void append(byte[] bytes, int offset, int length);

	/**
	 * Takes notice that this life of the server prints nothing more.
	 */
	default void ended() {
	}

}
