package io.llamaswap.config;

import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Notices that files changed and have come to rest. Decides only: somebody has to call
 * {@link #look()} now and then. One thread at a time.
 */
public final class ConfigurationWatch {

	private final Supplier<Optional<String>> fingerprint;

	private @Nullable String told;

	private @Nullable String seen;

	/**
	 * Begins to watch; what the files hold now is no change.
	 * @param fingerprint what they hold, empty while something is missing
	 */
	public ConfigurationWatch(Supplier<Optional<String>> fingerprint) {
		this.fingerprint = fingerprint;
		this.told = fingerprint.get().orElse(null);
	}

	/**
	 * Looks once.
	 * @return what was found
	 */
	public Finding look() {
		String now = this.fingerprint.get().orElse(null);
		if (now == null || now.equals(this.told)) {
			this.seen = null;
			return Finding.QUIET;
		}
		if (!now.equals(this.seen)) {
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
		 * Nothing new, or something is missing, which is taken for an edit on its way.
		 */
		QUIET,
		/** Something new that may still be written: look again soon. */
		MOVING,
		/** Something new that was the same at the look before. */
		CHANGED

	}

}
