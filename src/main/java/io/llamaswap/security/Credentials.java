package io.llamaswap.security;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * The key that a request shows. There is one extractor for all carriers, and one
 * candidate per request: a wrong one is not rescued by another (contract 3.4).
 *
 * @param key what is to be compared with the keys
 * @param ambient whether a browser may have added it by itself, whoever made it send the
 * request
 */
record Credentials(String key, boolean ambient) {

	private static final String X_API_KEY = "x-api-key";

	private static final String BASIC = "basic ";

	private static final String BEARER = "bearer ";

	/** No key has it, so that nothing can be rescued by it. */
	private static final Credentials AMBIGUOUS = new Credentials("", false);

	/**
	 * Takes the first that is not empty of: the password of {@code Basic}, the token of
	 * {@code Bearer}, {@code x-api-key}. A header that stands twice with different values
	 * could mean one thing here and another elsewhere, so it opens nothing.
	 * @param headers headers of the request
	 * @return the candidate, or {@code null} if there is none
	 */
	static @Nullable Credentials of(HttpHeaders headers) {
		List<String> authorizations = headers.getOrEmpty(HttpHeaders.AUTHORIZATION);
		List<String> keys = headers.getOrEmpty(X_API_KEY);
		if (authorizations.stream().distinct().count() > 1 || keys.stream().distinct().count() > 1) {
			return AMBIGUOUS;
		}
		if (!authorizations.isEmpty()) {
			Credentials authorization = ofAuthorization(authorizations.get(0));
			if (authorization != null) {
				return authorization;
			}
		}
		return (keys.isEmpty() || keys.get(0).isEmpty()) ? null : new Credentials(sent(keys.get(0)), false);
	}

	private static @Nullable Credentials ofAuthorization(String value) {
		String lower = value.toLowerCase(Locale.ROOT);
		if (lower.startsWith(BASIC)) {
			String password = password(value.substring(BASIC.length()).strip());
			return password.isEmpty() ? null : new Credentials(password, true);
		}
		if (lower.startsWith(BEARER)) {
			String token = sent(value.substring(BEARER.length()).strip());
			return token.isEmpty() ? null : new Credentials(token, false);
		}
		return null;
	}

	// Netty makes one character of each byte, but keys are compared by their bytes in
	// UTF-8.
	private static String sent(String value) {
		return new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
	}

	private static String password(String encoded) {
		try {
			String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
			int colon = pair.indexOf(':');
			return (colon >= 0) ? pair.substring(colon + 1) : "";
		}
		catch (IllegalArgumentException ex) {
			return "";
		}
	}

	/**
	 * Tells nothing about the key.
	 */
	@Override
	public String toString() {
		return "Credentials[ambient=" + this.ambient + "]";
	}

}
