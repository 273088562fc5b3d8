package io.llamaswap.routing;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Where a request names its model, and the path that its model server sees. The table is
 * section 3.2 of the contract.
 *
 * @param source where the model stands
 * @param path the raw path for the model server; unused for {@link Source#PATH}
 */
record ModelRoute(Source source, String path) {

	private static final Set<String> BODY_PATHS = Set.of("/v1/chat/completions", "/v1/completions", "/v1/embeddings",
			"/v1/responses", "/v1/messages", "/v1/messages/count_tokens", "/v1/rerank", "/rerank", "/v1/reranking",
			"/reranking", "/infill", "/completion", "/v1/audio/speech", "/v1/audio/voices", "/v1/images/generations",
			"/sdapi/v1/txt2img", "/sdapi/v1/img2img", "/v1/audio/transcriptions", "/v1/images/edits");

	private static final Set<String> UNVERSIONED_PATHS = Set.of("/chat/completions", "/responses", "/completions",
			"/messages", "/messages/count_tokens", "/embeddings", "/rerank", "/reranking");

	private static final Set<String> QUERY_PATHS = Set.of("/v1/audio/voices", "/sdapi/v1/loras");

	private static final Map<String, ModelRoute> POSTS = posts();

	private static final Map<String, ModelRoute> GETS = QUERY_PATHS.stream()
		.collect(Collectors.toUnmodifiableMap(Function.identity(), (path) -> new ModelRoute(Source.QUERY, path)));

	/**
	 * Finds the route of a request.
	 * @param method its method
	 * @param rawPath its path as sent
	 * @return the route, or {@code null} if this path is none of the data path's
	 */
	static @Nullable ModelRoute find(String method, String rawPath) {
		if (rawPath.startsWith(UpstreamPath.PREFIX)) {
			return new ModelRoute(Source.PATH, rawPath);
		}
		boolean get = "GET".equals(method) || "HEAD".equals(method);
		ModelRoute route = (get ? GETS : POSTS).get(rawPath);
		if (route != null && (get || "POST".equals(method))) {
			return route;
		}
		String allow = allow(rawPath);
		return (allow.isEmpty() || "OPTIONS".equals(method)) ? null : new ModelRoute(Source.NOT_ALLOWED, allow);
	}

	private static String allow(String rawPath) {
		boolean post = POSTS.containsKey(rawPath);
		if (GETS.containsKey(rawPath)) {
			return post ? "GET, HEAD, POST" : "GET, HEAD";
		}
		return post ? "POST" : "";
	}

	private static Map<String, ModelRoute> posts() {
		Stream<Map.Entry<String, String>> same = BODY_PATHS.stream().map((path) -> Map.entry(path, path));
		Stream<Map.Entry<String, String>> stripped = UNVERSIONED_PATHS.stream()
			.map((path) -> Map.entry("/v" + path, path));
		Stream<Map.Entry<String, String>> audio = Stream.of(Map.entry("/audioapi/v1/tasks/run", "/v1/tasks/run"));
		return Stream.of(same, stripped, audio)
			.flatMap(Function.identity())
			.collect(Collectors.toUnmodifiableMap(Map.Entry::getKey,
					(entry) -> new ModelRoute(Source.BODY, entry.getValue())));
	}

	/**
	 * Where a request names its model.
	 */
	enum Source {

		/** In its body, else in its query. */
		BODY,

		/** In its query. */
		QUERY,

		/** In its path, behind {@code /upstream/}. */
		PATH,

		/**
		 * Nowhere: the path is known, the method is not. The path component holds the
		 * methods that are.
		 */
		NOT_ALLOWED

	}

}
