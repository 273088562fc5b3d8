package io.llamaswap.security;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

import io.llamaswap.config.Configuration;
import io.llamaswap.config.CorsConfiguration;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Which web pages count as ours, and which may ask.
 */
final class OriginRule {

	private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

	private static final Set<String> SCHEMES_OF_PAGES = Set.of("http", "https", "file", "data", "blob");

	private final Supplier<Configuration> configuration;

	private final Set<String> alsoAllowed;

	OriginRule(Supplier<Configuration> configuration, WebProperties properties) {
		this.configuration = configuration;
		this.alsoAllowed = properties.allowedOrigins();
	}

	/**
	 * Tells whether a page may do what our own may: it is ours, or it is named by the
	 * configuration.
	 * @param origin its origin as sent
	 * @param headers headers of the request
	 * @return {@code false} for {@code null} and everything foreign
	 */
	boolean mayChange(String origin, HttpHeaders headers) {
		String lower = origin.toLowerCase(Locale.ROOT);
		return this.alsoAllowed.contains(lower) || configured().contains(lower) || isOwn(lower, headers);
	}

	/**
	 * Tells whether a page may use models: those of this machine may too, and programs
	 * that show pages of their own, such as editors and extensions, which their user
	 * installed.
	 * @param origin its origin as sent
	 * @param headers headers of the request
	 * @return {@code false} for {@code null} and everything foreign
	 */
	boolean mayAsk(String origin, HttpHeaders headers) {
		return mayChange(origin, headers) || configured().contains(CorsConfiguration.ANY) || isOfThisMachine(origin);
	}

	/**
	 * Tells whether every page may be told that it may call: it is said so, or a key is
	 * needed and nothing is said.
	 * @return whether the answer to a preflight is {@code *}
	 */
	boolean isOpenToAll() {
		CorsConfiguration cors = this.configuration.get().access().cors();
		return (cors.allowedOrigins() != null) ? cors.allowedOrigins().contains(CorsConfiguration.ANY)
				: this.configuration.get().access().needsKey();
	}

	private List<String> configured() {
		List<String> origins = this.configuration.get().access().cors().allowedOrigins();
		return (origins != null) ? origins : List.of();
	}

	private static boolean isOwn(String origin, HttpHeaders headers) {
		String host = headers.getFirst(HttpHeaders.HOST);
		URI page = parse(origin);
		return host != null && page != null && host.equalsIgnoreCase(page.getRawAuthority());
	}

	private static boolean isOfThisMachine(String origin) {
		URI page = parse(origin);
		if (page == null || page.getScheme() == null) {
			return false;
		}
		String scheme = page.getScheme().toLowerCase(Locale.ROOT);
		if (!SCHEMES_OF_PAGES.contains(scheme)) {
			return true;
		}
		return page.getHost() != null && LOOPBACK.contains(page.getHost().toLowerCase(Locale.ROOT));
	}

	private static @Nullable URI parse(String origin) {
		try {
			return URI.create(origin);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
