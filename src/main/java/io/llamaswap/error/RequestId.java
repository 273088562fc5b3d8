package io.llamaswap.error;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Names one request, so that an error, a line of the log and a row of the activity can be
 * told to belong together.
 */
public final class RequestId {

	/** The header of requests and answers. */
	public static final String HEADER = "X-Request-Id";

	/** A caller's own id is taken up to this many characters. */
	static final int MAX_LENGTH = 128;

	// Differs from life to life of the program, so that numbers may begin anew.
	private static final String PREFIX = Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE)
		.substring(0, 10);

	private static final AtomicLong LAST = new AtomicLong();

	private RequestId() {
	}

	/**
	 * Finds the id of a request. Any thread.
	 * @param offered what its caller calls it, or {@code null}
	 * @return that, if it can be shown anywhere as it is, else a new id of ours
	 */
	public static String of(@Nullable String offered) {
		return (offered != null && isSane(offered)) ? offered : PREFIX + "-" + Long.toHexString(LAST.incrementAndGet());
	}

	// Nothing that could end a line, a quoted text, a header or an element.
	private static boolean isSane(String id) {
		if (id.isEmpty() || id.length() > MAX_LENGTH) {
			return false;
		}
		for (int index = 0; index < id.length(); index++) {
			char next = id.charAt(index);
			boolean plain = (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z')
					|| (next >= '0' && next <= '9');
			if (!plain && "-_.:@/+=".indexOf(next) < 0) {
				return false;
			}
		}
		return true;
	}

}
