package io.llamaswap.routing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.llamaswap.model.OwnApi;
import org.jspecify.annotations.Nullable;

/**
 * Where a request names its model, and the path that its model server sees. The table of
 * section 3.2 of the contract says which paths are rewritten, counted and called with
 * which methods. Any other path that names a model is forwarded as well, so that a new
 * route of an engine works on the day it appears; what belongs to this program never is.
 *
 * @param source where the model stands
 * @param path the raw path for the model server; unused but for {@link Source#REQUEST}
 * @param methods the methods of a path in the table, none for any other path
 */
record ModelRoute(Source source, String path, List<String> methods) {

	/** Prefix of the pages of the one model that is served there (contract 3.10). */
	static final String COMFYUI = "/comfyui/";

	private static final List<String> POST = List.of("POST");

	private static final List<String> POST_PATHS = List.of("/v1/chat/completions", "/v1/completions", "/v1/embeddings",
			"/v1/responses", "/v1/messages", "/v1/messages/count_tokens", "/v1/rerank", "/rerank", "/v1/reranking",
			"/reranking", "/infill", "/completion", "/v1/audio/speech", "/v1/images/generations", "/sdapi/v1/txt2img",
			"/sdapi/v1/img2img", "/v1/audio/transcriptions", "/v1/images/edits");

	private static final List<String> UNVERSIONED_PATHS = List.of("/chat/completions", "/responses", "/completions",
			"/messages", "/messages/count_tokens", "/embeddings", "/rerank", "/reranking");

	/** llama-swap has none of these. */
	private static final List<String> OWN_POST_PATHS = List.of("/v1/audio/translations", "/v1/moderations", "/tokenize",
			"/detokenize", "/apply-template");

	private static final List<String> GET_PATHS = List.of("/sdapi/v1/loras", "/v1/realtime");

	/**
	 * Ends of paths whose requests ask no model to work: they count tokens, fill in a
	 * template or set something. llama-server, vLLM, TabbyAPI, OpenAI and Anthropic have
	 * them.
	 */
	private static final List<String> NO_INFERENCE = List.of("/tokenize", "/detokenize", "/apply-template",
			"/count_tokens", "/input_tokens", "/token/encode", "/token/decode", "/props", "/lora-adapters",
			"/audio/voices", "/api/show", "/models/load", "/models/unload");

	/**
	 * Ends of paths whose streams are streams of events: text, of OpenAI, Anthropic and
	 * llama-server. Ollama streams lines, speech is bytes, and the rest may be anything.
	 */
	private static final List<String> EVENT_STREAMS = List.of("/completions", "/responses", "/messages", "/completion",
			"/infill", "/audio/transcriptions");

	private static final Map<String, ModelRoute> TABLE = table();

	private static final Set<String> OURS = Set.of("/", "/api", "/health", "/wol-health", "/running", "/unload",
			"/metrics", "/models", "/v1/models", "/upstream", "/favicon.ico");

	/** With all that is below. */
	private static final Set<String> OUR_TREES = Set.of("/ui", "/log", "/logs", "/webjars", "/actuator");

	/** Only what is read here is ours. */
	private static final List<String> LISTED_MODEL = List.of("/v1/models/", "/models/");

	/**
	 * Finds the route of a request.
	 * @param method its method
	 * @param rawPath its path as sent
	 * @return the route, or {@code null} if this path is none of the data path's
	 */
	static @Nullable ModelRoute find(String method, String rawPath) {
		if (rawPath.startsWith(UpstreamPath.PREFIX)) {
			return new ModelRoute(Source.PATH, rawPath, List.of());
		}
		if (rawPath.startsWith(COMFYUI) || rawPath.equals("/comfyui")) {
			return new ModelRoute(Source.COMFYUI, rawPath, List.of());
		}
		if ("OPTIONS".equals(method)) {
			return null;
		}
		ModelRoute known = findKnown(method, rawPath);
		return (known != null || isOurs(rawPath)) ? known : new ModelRoute(Source.REQUEST, rawPath, List.of());
	}

	/**
	 * Finds the route of a request to a path of the table.
	 * @param method its method
	 * @param rawPath its path as sent
	 * @return the route, or {@code null} if the path is not in the table and may be a
	 * controller's
	 */
	static @Nullable ModelRoute findKnown(String method, String rawPath) {
		if ("OPTIONS".equals(method)) {
			return null;
		}
		ModelRoute known = TABLE.get(rawPath);
		boolean forwarded = known == null && !"GET".equals(method) && !"HEAD".equals(method)
				&& LISTED_MODEL.stream().anyMatch(rawPath::startsWith);
		return forwarded ? new ModelRoute(Source.REQUEST, rawPath, List.of()) : known;
	}

	/**
	 * Tells whether a path belongs to the program itself.
	 * @param rawPath the path as sent
	 * @return {@code true} for the paths of its controllers
	 */
	static boolean isOurs(String rawPath) {
		int end = rawPath.indexOf('/', 1);
		String first = (end > 0) ? rawPath.substring(0, end) : rawPath;
		return OUR_TREES.contains(first) || OURS.contains(rawPath) || OwnApi.contains(rawPath)
				|| LISTED_MODEL.stream().anyMatch(rawPath::startsWith) || !rawPath.startsWith("/");
	}

	/**
	 * Tells whether the path is in the table.
	 * @return {@code false} for paths that are forwarded only because they name a model
	 */
	boolean isKnown() {
		return !this.methods.isEmpty();
	}

	/**
	 * Tells whether the path is usually called so.
	 * @param method the method
	 * @return {@code true} if it is, or if nothing is known of the path
	 */
	boolean allows(String method) {
		return this.methods.isEmpty() || this.methods.contains(method);
	}

	/**
	 * Tells whether requests of a path are counted as work of a model (contract 6.1).
	 * @param method the method
	 * @param rawPath the path as a model server sees it or as the client sends it
	 * @return {@code true} for POSTs to the model endpoints
	 */
	static boolean isCounted(String method, String rawPath) {
		ModelRoute known = TABLE.get(rawPath);
		return "POST".equals(method) && known != null && known.allows(method);
	}

	/**
	 * Tells whether a request asks a model to work, which is what its
	 * {@code concurrencyLimit} bounds. A POST that nothing is known of does.
	 * @param method its method
	 * @param rawPath the path as the model server sees it
	 * @return {@code false} for what is only read, counted, filled in or set
	 */
	static boolean isInference(String method, String rawPath) {
		if (!"POST".equals(method)) {
			return false;
		}
		return !endsWithOneOf(NO_INFERENCE, rawPath);
	}

	/**
	 * Tells whether whoever asks for a stream there is known to expect events.
	 * @param rawPath the path as the model server sees it
	 * @return {@code false} if it may be a stream of something else
	 */
	static boolean isStreamOfEvents(String rawPath) {
		return endsWithOneOf(EVENT_STREAMS, rawPath);
	}

	private static boolean endsWithOneOf(List<String> ends, String rawPath) {
		for (String end : ends) {
			if (rawPath.endsWith(end)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns every path of the table with its methods.
	 * @return methods by path
	 */
	static Map<String, List<String>> known() {
		return TABLE.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> entry.getValue().methods));
	}

	private static Map<String, ModelRoute> table() {
		Map<String, ModelRoute> table = new HashMap<>();
		Stream.concat(POST_PATHS.stream(), OWN_POST_PATHS.stream()).forEach((path) -> add(table, path, path, POST));
		UNVERSIONED_PATHS.forEach((path) -> add(table, "/v" + path, path, POST));
		GET_PATHS.forEach((path) -> add(table, path, path, List.of("GET", "HEAD")));
		List.of("/v1/audio/voices", "/props", "/slots")
			.forEach((path) -> add(table, path, path, List.of("GET", "HEAD", "POST")));
		add(table, "/audioapi/v1/tasks/run", "/v1/tasks/run", POST);
		return Map.copyOf(table);
	}

	private static void add(Map<String, ModelRoute> table, String path, String forwarded, List<String> methods) {
		table.put(path, new ModelRoute(Source.REQUEST, forwarded, methods));
	}

	/**
	 * Where a request names its model.
	 */
	enum Source {

		/**
		 * In its body, its query, its header {@code X-Model} or somewhere in its path.
		 */
		REQUEST,

		/** In its path, behind {@code /upstream/}. */
		PATH,

		/** Nowhere: it is the one behind {@code /comfyui/}. */
		COMFYUI

	}

}
