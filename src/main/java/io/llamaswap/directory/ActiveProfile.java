package io.llamaswap.directory;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.PinProfileConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * The profile that somebody made active: one at most, none at the start (contract 2.8).
 * Thread-safe.
 */
public final class ActiveProfile {

	private static final Logger logger = LoggerFactory.getLogger(ActiveProfile.class);

	private final AtomicReference<@Nullable String> chosen = new AtomicReference<>();

	private final Sinks.Many<Optional<String>> changes = Sinks.many().multicast().directBestEffort();

	/**
	 * Returns the profile that is active under a configuration. It stays active under a
	 * new configuration that still has it, with the pins that it has there.
	 * @param configuration the configuration that is in force
	 * @return the profile, or empty
	 */
	public Optional<PinProfileConfiguration> in(Configuration configuration) {
		String name = this.chosen.get();
		if (name == null) {
			return Optional.empty();
		}
		PinProfileConfiguration profile = configuration.pinProfiles().get(name);
		if (profile == null) {
			// For good: it does not come back by itself with a later configuration.
			this.chosen.compareAndSet(name, null);
		}
		return Optional.ofNullable(profile);
	}

	/**
	 * Makes a profile the active one. Nobody is told of the one that is active already.
	 * @param name its name, or {@code null} for none
	 * @param configuration the configuration that is in force
	 * @return {@code false} if there is no profile of that name; nothing changed then
	 */
	public boolean activate(@Nullable String name, Configuration configuration) {
		if (name != null && !configuration.pinProfiles().containsKey(name)) {
			return false;
		}
		if (Objects.equals(this.chosen.getAndSet(name), name)) {
			return true;
		}
		logger.info("active profile: {}", (name != null) ? name : "none");
		// Nobody may be listening, and who is slow asks again anyway.
		synchronized (this.changes) {
			this.changes.tryEmitNext(Optional.ofNullable(name));
		}
		return true;
	}

	/**
	 * Tells of each change from now on.
	 * @return names of profiles, empty for none; a stream without an end
	 */
	public Flux<Optional<String>> changes() {
		return this.changes.asFlux();
	}

}
