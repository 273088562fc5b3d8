package io.llamaswap;

import io.llamaswap.config.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is decided before Spring starts.
 *
 * @param listen where to serve
 * @param management where the management endpoints are served
 * @param tls the files for HTTPS, or {@code null} for HTTP
 * @param source where the configuration comes from
 * @param configuration the checked configuration
 */
record Launch(ListenAddress listen, ListenAddress management, @Nullable TlsFiles tls, ConfigurationSource source,
		Configuration configuration) {

	/**
	 * Returns how clients speak to us.
	 * @return {@code http} or {@code https}
	 */
	String scheme() {
		return (this.tls != null) ? "https" : "http";
	}

}
