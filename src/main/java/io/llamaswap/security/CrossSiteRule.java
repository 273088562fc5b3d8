package io.llamaswap.security;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Tells whether a page of another site may be behind a request. What browsers send was
 * measured (reliability-security.md, table 2.4).
 * <ul>
 * <li>A POST names its origin: a foreign one, and {@code null}, are refused.</li>
 * <li>{@code Sec-Fetch-Site} counts wherever it is sent.</li>
 * <li>Nothing marks a GET that a page of another site makes a browser send to a plain
 * HTTP address of the local network. So {@code GET /unload} is for programs of this
 * machine and for people who ask for it themselves, unless the configuration says
 * otherwise.</li>
 * </ul>
 */
final class CrossSiteRule {

	private static final String FOREIGN_CHANGE = "a page of another site may not change anything here";

	private static final String FOREIGN_USE = "a page of another site may not use the models here: "
			+ "name its origin under cors.allowedOrigins in the configuration";

	private static final String USE_POST = "use POST here, or set unloadByGet: true in the configuration";

	private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

	private static final Set<String> FORWARDED = Set.of("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP");

	private final OriginRule origins;

	CrossSiteRule(OriginRule origins) {
		this.origins = origins;
	}

	/**
	 * Judges a request that may use a model.
	 * @param headers its headers
	 * @return why it is refused, or {@code null} if it is fine
	 */
	@Nullable String refusalOfUse(HttpHeaders headers) {
		String origin = headers.getFirst(HttpHeaders.ORIGIN);
		if (origin != null) {
			return this.origins.mayAsk(origin, headers) ? null : FOREIGN_USE;
		}
		boolean foreign = "cross-site".equals(headers.getFirst("Sec-Fetch-Site"));
		return (foreign && !isFollowedLink(headers)) ? FOREIGN_USE : null;
	}

	// What a person clicks on is theirs to open, wherever the link stood.
	private static boolean isFollowedLink(HttpHeaders headers) {
		return "?1".equals(headers.getFirst("Sec-Fetch-User")) && "navigate".equals(headers.getFirst("Sec-Fetch-Mode"));
	}

	/**
	 * Judges a request that would change something.
	 * @param headers its headers
	 * @return why it is refused, or {@code null} if it is fine
	 */
	@Nullable String refusalOfChange(HttpHeaders headers) {
		String origin = headers.getFirst(HttpHeaders.ORIGIN);
		if (origin != null) {
			return this.origins.mayChange(origin, headers) ? null : FOREIGN_CHANGE;
		}
		String site = headers.getFirst("Sec-Fetch-Site");
		return (site == null || OWN_SITES.contains(site)) ? null : FOREIGN_CHANGE;
	}

	/**
	 * Judges a GET that would change something.
	 * @param headers its headers
	 * @param fromThisMachine whether its connection came from this machine
	 * @param allowed whether the configuration lets everybody do that
	 * @return why it is refused, or {@code null} if it is fine
	 */
	@Nullable String refusalOfChangeByGet(HttpHeaders headers, boolean fromThisMachine, boolean allowed) {
		String refusal = refusalOfChange(headers);
		if (refusal != null || allowed || headers.getFirst(HttpHeaders.ORIGIN) != null
				|| headers.getFirst("Sec-Fetch-Site") != null) {
			return refusal;
		}
		boolean local = fromThisMachine && FORWARDED.stream().noneMatch(headers::containsHeader);
		return (local && !isOfBrowser(headers)) ? null : USE_POST;
	}

	private static boolean isOfBrowser(HttpHeaders headers) {
		String agent = headers.getFirst(HttpHeaders.USER_AGENT);
		return (agent != null && agent.startsWith("Mozilla/")) || headers.containsHeader(HttpHeaders.REFERER);
	}

}
