package io.llamaswap.security;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import org.springframework.http.HttpHeaders;

/**
 * Tells whether a request may change something, or whether a page of another site may be
 * behind it. What browsers send was measured (reliability-security.md, table 2.4).
 * <ul>
 * <li>A POST names its origin: a foreign one, and {@code null}, are refused.</li>
 * <li>{@code Sec-Fetch-Site} counts wherever it is sent.</li>
 * <li>Nothing marks a GET that a page of another site makes a browser send to a plain
 * HTTP address of the local network, except that a browser sent it: browsers cannot hide
 * that. So a GET of a browser changes something only if the browser says that its user or
 * a page of ours asked for it. Other programs are let through.</li>
 * </ul>
 */
final class CrossSiteRule {

	private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

	private final Set<String> allowedOrigins;

	/**
	 * Makes a rule.
	 * @param allowedOrigins origins that may do what our own pages may, in lower case
	 */
	CrossSiteRule(Set<String> allowedOrigins) {
		this.allowedOrigins = Set.copyOf(allowedOrigins);
	}

	/**
	 * Judges a request that would change something.
	 * @param headers its headers
	 * @param safeMethod whether it is a GET
	 * @return why it is refused, or empty if it is fine
	 */
	Optional<String> refusal(HttpHeaders headers, boolean safeMethod) {
		String origin = headers.getFirst(HttpHeaders.ORIGIN);
		if (origin != null) {
			return isOwn(origin, headers) ? Optional.empty()
					: Optional.of("a page of another site may not change anything here");
		}
		String site = headers.getFirst("Sec-Fetch-Site");
		if (site != null) {
			return OWN_SITES.contains(site) ? Optional.empty()
					: Optional.of("a page of another site may not change anything here");
		}
		if (safeMethod && isBrowser(headers)) {
			return Optional.of("a browser has to use POST here");
		}
		return Optional.empty();
	}

	/**
	 * Tells whether an origin is ours or allowed by the configuration.
	 * @param origin the origin as sent
	 * @param headers the headers of the request
	 * @return {@code false} for {@code null} and everything foreign
	 */
	boolean isOwn(String origin, HttpHeaders headers) {
		if (this.allowedOrigins.contains(origin.toLowerCase(Locale.ROOT))) {
			return true;
		}
		String host = headers.getFirst(HttpHeaders.HOST);
		return host != null && authority(origin).filter(host::equalsIgnoreCase).isPresent();
	}

	private static Optional<String> authority(String origin) {
		try {
			return Optional.ofNullable(URI.create(origin).getRawAuthority());
		}
		catch (IllegalArgumentException ex) {
			return Optional.empty();
		}
	}

	private static boolean isBrowser(HttpHeaders headers) {
		String agent = headers.getFirst(HttpHeaders.USER_AGENT);
		return agent != null && agent.startsWith("Mozilla/");
	}

}
