package io.llamaswap.config;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Which pages of other sites may use this server from a browser. Ours.
 *
 * @param allowedOrigins origins in lower case, or {@code *} for every page of the world;
 * {@code null} if nothing is said: every page where a key protects, none where nothing
 * does. Pages of this machine and our own are allowed always
 */
public record CorsConfiguration(@Nullable List<String> allowedOrigins) {

	/** Nothing is said. */
	public static final CorsConfiguration DEFAULT = new CorsConfiguration(null);

	/** The origin that stands for all. */
	public static final String ANY = "*";

	/**
	 * Copies the list.
	 */
	public CorsConfiguration {
		allowedOrigins = (allowedOrigins != null) ? List.copyOf(allowedOrigins) : null;
	}

}
