package io.llamaswap.config;

import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Notices that files changed and have come to rest. Decides only: somebody has to call
 * {@link #look()} now and then, and to say when the files are read. Thread-safe.
 */
public final class ConfigurationWatch {

	/** So many looks long, something may be missing because of an edit. */
	private static final int LOOKS_OF_AN_EDIT = 5;

	private static final String NOTHING = "";

	private final Supplier<Optional<String>> fingerprint;

	/** What the files held when they were told or read last, by whomever. */
	private String told;

	private @Nullable String seen;

	private int missed;

	/**
	 * Begins to watch; what the files hold now is no change.
	 * @param fingerprint what they hold, empty while something is missing
	 */
	public ConfigurationWatch(Supplier<Optional<String>> fingerprint) {
		this.fingerprint = fingerprint;
		this.told = fingerprint.get().orElse(NOTHING);
	}

	/**
	 * Notes that the files are about to be read, whoever asked for it: only what they
	 * hold otherwise from now on is a change.
	 */
	public synchronized void reading() {
		this.told = this.fingerprint.get().orElse(NOTHING);
	}

	/**
	 * Looks once.
	 * @return what was found
	 */
	public synchronized Finding look() {
		String now = this.fingerprint.get().orElse(NOTHING);
		this.missed = now.equals(NOTHING) ? this.missed + 1 : 0;
		boolean edited = this.missed > 0 && this.missed < LOOKS_OF_AN_EDIT;
		if (edited || now.equals(this.told)) {
			this.seen = null;
			return Finding.QUIET;
		}
		if (this.missed == 0 && !now.equals(this.seen)) {
			this.seen = now;
			return Finding.MOVING;
		}
		this.told = now;
		this.seen = null;
		return Finding.CHANGED;
	}

	/** What a look found. */
	public enum Finding {

		/**
		 * Nothing new, or something is missing, which is taken for an edit on its way at
		 * first.
		 */
		QUIET,
		/** Something new that may still be written: look again soon. */
		MOVING,
		/** Something new that was the same at the look before, or is missing for good. */
		CHANGED

	}

}
