package io.llamaswap.routing;

import java.util.List;

import io.llamaswap.error.ApiError;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Finds the model of a request in its body while the body arrives. Not thread-safe: fed
 * by one event loop. Keeps a bounded number of bytes, however large the body is.
 */
interface ModelScanner {

	/** A name longer than this many bytes on the wire is nobody's. */
	int MAX_NAME_BYTES = 4096;

	/**
	 * Reads the next bytes of the body. Neither moves the buffer's indices nor keeps it.
	 * @param chunk the next bytes
	 */
	void scan(ByteBuf chunk);

	/**
	 * Tells that the body has ended.
	 */
	void end();

	/**
	 * Returns what was found so far.
	 * @return the first model, or {@code null} if none was seen yet
	 */
	default @Nullable Finding finding() {
		List<Finding> all = findings();
		return all.isEmpty() ? null : all.get(0);
	}

	/**
	 * Returns where the model stands, which may be more than once with the same value.
	 * @return all places so far, in their order
	 */
	List<Finding> findings();

	/**
	 * Tells whether the body may be sent on before more of it is read.
	 * @return {@code true} once everything that is looked for was found
	 */
	default boolean isSatisfied() {
		return finding() != null;
	}

	/**
	 * Says what the body states twice and differently, or in a way that some read
	 * otherwise: servers differ in what they believe, so such a request must not pass.
	 * @return what its sender is told, or {@code null} as long as nothing is known
	 */
	@Nullable ApiError objection();

	/**
	 * Tells whether a streamed answer is asked for, as far as the body was read.
	 * @return {@code true} if it is
	 */
	boolean isStream();

	/**
	 * Tells whether the body is taken for JSON.
	 * @return {@code true} if it is, as far as it was read
	 */
	default boolean isJson() {
		return false;
	}

	/**
	 * Writes a name as it has to stand in this body in place of the one that was found.
	 * @param name the new name
	 * @return its bytes on the wire
	 */
	byte[] encode(String name);

	/**
	 * Where a model was found.
	 *
	 * @param model the name, decoded
	 * @param start offset in the body of the first byte of its value, quotes included
	 * @param end offset behind the last byte of its value
	 */
	record Finding(String model, long start, long end) {

	}

}
