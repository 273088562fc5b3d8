package io.llamaswap.security;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Knobs of the server's own pages and answers.
 *
 * @param allowedOrigins origins of other web pages that may use this server from a
 * browser, such as {@code http://chat.example:3000}; pages on this machine and our own
 * are always allowed to read
 */
@ConfigurationProperties("llamaswap.web")
record WebProperties(@DefaultValue Set<String> allowedOrigins) {

	WebProperties {
		allowedOrigins = allowedOrigins.stream()
			.map((origin) -> origin.toLowerCase(Locale.ROOT))
			.collect(Collectors.toUnmodifiableSet());
	}

}
