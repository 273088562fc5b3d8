package io.llamaswap.e2e;

/**
 * What a client of a random load asked for and got. Times are those of
 * {@link System#nanoTime()}, which all processes of a machine share.
 *
 * @param nonce what the client calls the request
 * @param model the requested model
 * @param fault what was asked for to go wrong
 * @param begin when it was sent
 * @param end when its outcome was known
 * @param status status of the answer, 0 if there was none
 * @param body what came of it, perhaps not all
 * @param complete whether the answer looked whole to the client
 */
record HistoryRecord(String nonce, String model, Fault fault, long begin, long end, int status, String body,
		boolean complete) {

	boolean isOrdinary() {
		return this.fault == Fault.NONE;
	}

	/** What was asked for to go wrong. */
	enum Fault {

		/** Nothing. */
		NONE,
		/** The model server dies in the middle. */
		CRASH,
		/** The model server cuts the stream. */
		CUT,
		/** The model server never answers, and the client gives up. */
		HANG,
		/** The client leaves. */
		CANCEL

	}

}
