package io.llamaswap.security;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What may be said about names and pages in the environment too, for images that have no
 * configuration of their own.
 *
 * @param allowedOrigins origins of other web pages that may use this server from a
 * browser, such as {@code http://chat.example:3000}; pages on this machine and our own
 * are always allowed to read
 * @param allowedHosts names that requests may have in {@code Host} beside those of this
 * machine, as under {@code allowedHosts} in the configuration
 */
@ConfigurationProperties("llamaswap.web")
record WebProperties(@DefaultValue Set<String> allowedOrigins, @DefaultValue Set<String> allowedHosts) {

	WebProperties {
		allowedOrigins = lowerCase(allowedOrigins);
		allowedHosts = lowerCase(allowedHosts);
	}

	private static Set<String> lowerCase(Set<String> texts) {
		return texts.stream()
			.map((text) -> text.strip().toLowerCase(Locale.ROOT))
			.collect(Collectors.toUnmodifiableSet());
	}

}
