package io.llamaswap.api;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;

import io.llamaswap.config.Configuration;

import org.springframework.web.util.UriUtils;

/**
 * The answer of {@code /upstream}: the listed models and where their own servers are
 * reached.
 *
 * @param data one row per listed model
 * @param object always {@code list}
 */
record UpstreamListing(List<Row> data, String object) {

	/**
	 * Lists what may be listed.
	 * @param configuration the configuration now
	 * @param open which names may be shown
	 * @return the listing
	 */
	static UpstreamListing of(Configuration configuration, Predicate<String> open) {
		return new UpstreamListing(ModelListing.listed(configuration)
			.stream()
			.flatMap((model) -> ModelListing.names(model, false, open))
			.map((id) -> new Row(id, path(id)))
			.toList(), "list");
	}

	private static String path(String id) {
		// Slashes of an id stay as they are: they are segments of the path.
		return "/upstream/" + UriUtils.encodePath(id, StandardCharsets.UTF_8).replace(";", "%3B") + "/";
	}

	/**
	 * One model.
	 *
	 * @param id the real id, or an alias if only that may be used
	 * @param path where its server is reached
	 */
	record Row(String id, String path) {

	}

}
