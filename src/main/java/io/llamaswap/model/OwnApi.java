package io.llamaswap.model;

import java.util.Set;

/**
 * What below {@code /api/} is this program's. Engines have routes there as well
 * ({@code /api/chat}, {@code /api/embed}), and those lead to models.
 */
public final class OwnApi {

	private static final String ROOT = "/api/";

	/** A test holds them against what is mapped. */
	private static final Set<String> NAMES = Set.of("", "captures", "config", "events", "hardware", "inflight",
			"metrics", "models", "performance", "plan", "profiles", "version");

	private OwnApi() {
	}

	/**
	 * Tells whether a path is one of those, or below one.
	 * @param path the path
	 * @return {@code false} for what may lead to a model
	 */
	public static boolean contains(String path) {
		if (!path.startsWith(ROOT)) {
			return false;
		}
		int end = path.indexOf('/', ROOT.length());
		return NAMES.contains(path.substring(ROOT.length(), (end >= 0) ? end : path.length()));
	}

}
