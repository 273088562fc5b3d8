package io.llamaswap.error;

import java.util.List;

/**
 * What is said to a path that nothing answers: the words of Go's router (contract 3.1),
 * and the paths that may have been meant.
 */
public final class UnknownPath {

	/** Paths that people mistype. A test holds them against what is served. */
	static final List<String> KNOWN = List.of("/v1/chat/completions", "/v1/completions", "/v1/embeddings",
			"/v1/responses", "/v1/messages", "/v1/messages/count_tokens", "/v1/rerank", "/v1/reranking", "/rerank",
			"/reranking", "/infill", "/completion", "/v1/audio/speech", "/v1/audio/voices", "/v1/audio/transcriptions",
			"/v1/audio/translations", "/v1/images/generations", "/v1/images/edits", "/v1/moderations",
			"/sdapi/v1/txt2img", "/sdapi/v1/img2img", "/sdapi/v1/loras", "/audioapi/v1/tasks/run",
			"/v/chat/completions", "/v/responses", "/v/completions", "/v/messages", "/v/messages/count_tokens",
			"/v/embeddings", "/v/rerank", "/v/reranking", "/props", "/slots", "/tokenize", "/detokenize",
			"/apply-template", "/v1/realtime", "/v1/models", "/models", "/running", "/unload", "/upstream", "/health",
			"/logs", "/logs/stream", "/metrics", "/api/models/load", "/api/models/unload", "/api/profiles",
			"/api/profiles/active", "/api/events", "/api/version");

	private UnknownPath() {
	}

	/**
	 * Says that a path is unknown.
	 * @param path the path as sent
	 * @return one line, without a line end
	 */
	public static String text(String path) {
		return "404 page not found" + NearMatches.suggestion(path, KNOWN);
	}

	/**
	 * Returns the paths that may be suggested.
	 * @return paths without their variable parts
	 */
	public static List<String> known() {
		return KNOWN;
	}

}
