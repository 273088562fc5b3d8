package io.llamaswap.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/**
 * Reads the base address of a server.
 */
final class BaseAddress {

	static final URI NONE = URI.create("http://localhost:0");

	private static final Set<String> SCHEMES = Set.of("http", "https");

	private final Section section;

	BaseAddress(Section section) {
		this.section = section;
	}

	/**
	 * Reads an address and reports what is wrong with it. An address without a scheme is
	 * read as http, since nothing else can have been meant.
	 * @param key its key
	 * @param defaultValue the default for the schema
	 * @return the address, something harmless after an error
	 */
	URI read(String key, String defaultValue) {
		String text = this.section.text(key, defaultValue).strip();
		String path = this.section.path(key);
		if (text.contains("${")) {
			return NONE;
		}
		String address = text;
		if (!text.contains("://")) {
			address = "http://" + text;
			this.section.problems()
				.warn(this.section.at(key), path, "the address has no scheme and is read as " + address,
						"http://… or https://…");
		}
		try {
			URI uri = new URI(address);
			if (isUsable(uri)) {
				return uri;
			}
			this.section.problems()
				.error(this.section.at(key), path, "\"" + text + "\" is no address of a server", "http://host:port");
		}
		catch (URISyntaxException ex) {
			this.section.problems()
				.error(this.section.at(key), path, "\"" + text + "\" is no address: " + ex.getReason(),
						"http://host:port");
		}
		return NONE;
	}

	private static boolean isUsable(URI uri) {
		String scheme = uri.getScheme();
		return scheme != null && SCHEMES.contains(scheme.toLowerCase(Locale.ROOT)) && uri.getRawAuthority() != null
				&& uri.getPort() <= 65_535;
	}

}
