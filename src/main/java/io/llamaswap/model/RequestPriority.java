package io.llamaswap.model;

import org.jspecify.annotations.Nullable;

/**
 * Reads how urgent a client says that its request is: a header of ours, bounded by what
 * its key may ask for.
 */
public final class RequestPriority {

	/** A whole number, greater goes first; without it the caller's own. */
	public static final String HEADER = "X-Llama-Swap-Priority";

	private static final int LONGEST = 9;

	private RequestPriority() {
	}

	/**
	 * Returns the priority that a request has for its caller.
	 * @param header what its header {@link #HEADER} says, or {@code null} without one
	 * @param caller who asks
	 * @return what is asked for, or what the caller may ask for if that is less; the
	 * caller's own priority if nothing is asked for
	 */
	public static int of(@Nullable String header, Caller caller) {
		Integer asked = asked(header);
		return (asked != null) ? Math.min(asked, caller.highestPriority()) : caller.priority();
	}

	// Anything that is no number asks for nothing: a client of another program may use
	// the same name, and a request is not refused for its manners.
	private static @Nullable Integer asked(@Nullable String value) {
		String text = (value != null) ? value.strip() : "";
		String digits = text.startsWith("-") ? text.substring(1) : text;
		boolean number = !digits.isEmpty() && digits.length() <= LONGEST
				&& digits.chars().allMatch((digit) -> digit >= '0' && digit <= '9');
		return number ? Integer.valueOf(text) : null;
	}

}
