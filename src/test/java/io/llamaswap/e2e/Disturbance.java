package io.llamaswap.e2e;

import java.time.Duration;

/**
 * What somebody beside the clients did to one model during a random load.
 *
 * @param model whose life it may concern
 * @param kind what was done
 * @param begin when it began, on the clock that all processes share
 * @param end when it was over
 */
record Disturbance(String model, Kind kind, long begin, long end) {

	/** So long after it its effects may reach clients. */
	private static final long AFTERMATH = Duration.ofSeconds(3).toNanos();

	/** A model that failed several times in a row is left alone for a while. */
	private static final long BACK_OFF = Duration.ofSeconds(10).toNanos();

	/**
	 * Tells whether a request may fail because of it.
	 * @param request what a client saw
	 * @return {@code false} if it has to be served all the same
	 */
	boolean excuses(HistoryRecord request) {
		long aftermath = (this.kind == Kind.PORT) ? BACK_OFF : AFTERMATH;
		return (this.kind == Kind.UNLOAD || this.kind == Kind.KILL || this.kind == Kind.PORT)
				&& this.model.equals(request.model()) && request.begin() < this.end + aftermath
				&& request.end() > this.begin;
	}

	/**
	 * Tells whether a life may have been ended because of it.
	 * @param life the life
	 * @return {@code false} if it needs another reason
	 */
	boolean mayEnd(Life life) {
		return this.kind != Kind.FREEZE && this.model.equals(life.model()) && this.begin < life.signal()
				&& this.end + BACK_OFF > life.start();
	}

	/** What may be done. */
	enum Kind {

		/** The file was written; the command of this model may have been changed. */
		RELOAD,
		/** It was unloaded when nobody used it any more. */
		DRAIN,
		/** It was unloaded at once. */
		UNLOAD,
		/** Its process was killed, loading or not. */
		KILL,
		/** Its process was stopped for a moment and went on. */
		FREEZE,
		/** Its port was taken by somebody else for a moment. */
		PORT

	}

}
