package io.llamaswap.routing;

import java.util.List;
import java.util.Locale;
import java.util.Set;

import com.google.re2j.Pattern;
import io.llamaswap.config.ProbeConfiguration;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.AsciiString;

/**
 * Tells requests that somebody wants answered by a model from those that browsers,
 * monitors and libraries send by themselves. The latter load nothing: they pass if the
 * model is ready, and are answered by this program otherwise.
 */
final class Probe {

	private static final Set<String> FILES = Set.of("js", "mjs", "css", "map", "png", "gif", "jpg", "jpeg", "webp",
			"avif", "svg", "ico", "woff", "woff2", "ttf", "otf", "webmanifest", "wasm");

	private static final Set<String> PARTS_OF_PAGES = Set.of("script", "style", "image", "font", "manifest",
			"serviceworker", "sharedworker", "worker", "track");

	private static final AsciiString FETCH_DEST = AsciiString.cached("sec-fetch-dest");

	private static final AsciiString SERVICE_WORKER = AsciiString.cached("service-worker");

	private static final List<AsciiString> PURPOSES = List.of(AsciiString.cached("sec-purpose"),
			AsciiString.cached("purpose"), AsciiString.cached("x-moz"));

	private static final int LONGEST_MATCHED = 2048;

	private Probe() {
	}

	/**
	 * Judges a request to a path below a model's own address.
	 * @param method its method
	 * @param headers its headers
	 * @param rawPath its path as sent
	 * @param rest the part of it that the model server sees
	 * @param configuration what the user says about it
	 * @return why nothing is loaded for it, or {@code ""} if it may load its model
	 */
	static String below(HttpMethod method, HttpHeaders headers, String rawPath, String rest,
			ProbeConfiguration configuration) {
		return matches(configuration.ignorePaths(), rest) ? "path matches upstream.ignorePaths"
				: of(method, headers, rawPath, configuration);
	}

	/**
	 * Judges a request.
	 * @param method its method
	 * @param headers its headers
	 * @param rawPath its path as sent
	 * @param configuration what the user says about it
	 * @return why nothing is loaded for it, or {@code ""} if it may load its model
	 */
	static String of(HttpMethod method, HttpHeaders headers, String rawPath, ProbeConfiguration configuration) {
		if (HttpMethod.HEAD.equals(method) || HttpMethod.OPTIONS.equals(method)) {
			return method.name() + " loads nothing";
		}
		if (!HttpMethod.GET.equals(method)) {
			return "";
		}
		if (headers.contains(SERVICE_WORKER) || isPrefetch(headers)
				|| PARTS_OF_PAGES.contains(headers.get(FETCH_DEST, "")) || isFile(rawPath)) {
			return "parts of pages load nothing";
		}
		return matches(configuration.loadOnGet(), rawPath) ? ""
				: "path matches nothing in upstream.loadOnGet, so its GET loads nothing";
	}

	private static boolean isPrefetch(HttpHeaders headers) {
		return PURPOSES.stream().anyMatch((name) -> headers.get(name, "").contains("prefetch"));
	}

	private static boolean isFile(String rawPath) {
		int dot = rawPath.lastIndexOf('.');
		return dot > rawPath.lastIndexOf('/') && FILES.contains(rawPath.substring(dot + 1).toLowerCase(Locale.ROOT));
	}

	// Patterns come from the user's file, paths from anywhere: what is too long to be
	// matched in a bounded time is not matched at all.
	private static boolean matches(List<Pattern> patterns, String path) {
		return path.length() <= LONGEST_MATCHED
				&& patterns.stream().anyMatch((pattern) -> pattern.matcher(path).find());
	}

}
