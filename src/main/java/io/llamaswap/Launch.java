package io.llamaswap;

import io.llamaswap.config.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is decided before Spring starts.
 *
 * @param addresses where to serve
 * @param tls the files for HTTPS, or {@code null} for HTTP
 * @param source where the configuration comes from
 * @param configuration the checked configuration
 * @param watched whether a change of its files is noticed
 */
record Launch(ServedAddresses addresses, @Nullable TlsFiles tls, ConfigurationSource source,
		Configuration configuration, boolean watched) {

	ListenAddress listen() {
		return this.addresses.listen();
	}

	ListenAddress management() {
		return this.addresses.management();
	}

	/**
	 * Returns how clients speak to us.
	 * @return {@code http} or {@code https}
	 */
	String scheme() {
		return (this.tls != null) ? "https" : "http";
	}

}
