package io.llamaswap.security;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

import io.llamaswap.config.Configuration;
import io.llamaswap.model.Caller;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * The one decision about who asks. Follows the configuration: a key that was taken out
 * opens nothing from then on.
 */
final class Authentication {

	private final Supplier<Configuration> configuration;

	private final LongAdder failed = new LongAdder();

	private volatile Current current;

	Authentication(Supplier<Configuration> configuration) {
		this.configuration = configuration;
		this.current = new Current(configuration.get());
	}

	/**
	 * Tells whether callers need a key.
	 * @return {@code false} if nobody has one
	 */
	boolean isRequired() {
		return !keys().isEmpty();
	}

	/**
	 * Finds who asks.
	 * @param headers headers of the request
	 * @return the caller, or {@code null} if it shows no key or a wrong one
	 */
	@Nullable Caller find(HttpHeaders headers) {
		Credentials credentials = Credentials.of(headers);
		if (credentials == null) {
			return null;
		}
		Caller caller = keys().find(credentials.key());
		if (caller == null) {
			this.failed.increment();
		}
		return caller;
	}

	/**
	 * Returns how many keys were shown that are nobody's. A number is all that is kept of
	 * them, so that guessing costs nothing but the guess.
	 * @return the number since the start
	 */
	long failed() {
		return this.failed.sum();
	}

	// Equal but not the same would be compared in depth at every request.
	@SuppressWarnings("ReferenceEquality")
	private KeyRing keys() {
		Configuration now = this.configuration.get();
		Current seen = this.current;
		if (seen.configuration != now) {
			// Two threads may both do this after a reload; what they make is the same.
			seen = new Current(now);
			this.current = seen;
		}
		return seen.keys;
	}

	/**
	 * A configuration and its keys.
	 */
	private static final class Current {

		private final Configuration configuration;

		private final KeyRing keys;

		Current(Configuration configuration) {
			this.configuration = configuration;
			this.keys = KeyRing.of(configuration.access());
		}

	}

}
