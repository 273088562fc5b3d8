package io.llamaswap.directory;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.PinProfileConfiguration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * The profile that somebody made active: one at most, none at the start and none after
 * the configuration was replaced (contract 2.8). Thread-safe.
 */
public final class ActiveProfile {

	private final AtomicReference<@Nullable Choice> choice = new AtomicReference<>();

	private final Sinks.Many<Optional<String>> changes = Sinks.many().multicast().directBestEffort();

	/**
	 * Returns the profile that is active under a configuration.
	 * @param configuration the configuration that is in force
	 * @return the profile, or empty
	 */
	@SuppressWarnings("ReferenceEquality") // an equal one is another one all the same
	public Optional<PinProfileConfiguration> in(Configuration configuration) {
		Choice chosen = this.choice.get();
		if (chosen == null || chosen.configuration != configuration) {
			return Optional.empty();
		}
		return Optional.of(chosen.profile);
	}

	/**
	 * Makes a profile the active one.
	 * @param name its name, or {@code null} for none
	 * @param configuration the configuration that is in force
	 * @return {@code false} if there is no profile of that name; nothing changed then
	 */
	public boolean activate(@Nullable String name, Configuration configuration) {
		PinProfileConfiguration profile = (name != null) ? configuration.pinProfiles().get(name) : null;
		if (name != null && profile == null) {
			return false;
		}
		this.choice.set((profile != null) ? new Choice(configuration, profile) : null);
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

	private record Choice(Configuration configuration, PinProfileConfiguration profile) {

	}

}
