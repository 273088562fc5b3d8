package io.llamaswap.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What is remembered about requests and about the machine.
 *
 * @param metricsMaxInMemory rows that are kept without a store, at least 1
 * @param captureBytes room for captured requests and responses, 0 for no captures
 * @param storePath file of the store, or {@code null} to remember in memory only
 * @param sessionIdHeaders request headers that name a session, in order of preference,
 * possibly none
 * @param performanceEnabled whether the machine is watched
 * @param performanceInterval how often it is looked at, at least 5 s
 */
public record ActivityConfiguration(int metricsMaxInMemory, long captureBytes, @Nullable Path storePath,
		List<String> sessionIdHeaders, boolean performanceEnabled, Duration performanceInterval) {

	/** What is done when nothing is said. */
	public static final ActivityConfiguration DEFAULT = new ActivityConfiguration(1_000, 0, null,
			List.of("X-Session-ID", "X-Litellm-Session-Id"), true, Duration.ofSeconds(5));

	/**
	 * Copies the list.
	 */
	public ActivityConfiguration {
		sessionIdHeaders = List.copyOf(sessionIdHeaders);
	}

}
