package io.llamaswap.error;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import io.llamaswap.json.JsonStrings;
import org.jspecify.annotations.Nullable;

/**
 * The form in which an error is told.
 */
public enum ErrorShape {

	/** OpenAI's error object, llama-swap's {@code src} first. */
	OPENAI("application/json") {

		@Override
		String body(ApiError error) {
			return "{\"src\":\"llama-swap\",\"error\":{\"message\":" + JsonStrings.quote(message(error)) + ",\"type\":"
					+ JsonStrings.quote(error.type()) + ",\"param\":null,\"code\":" + JsonStrings.quote(error.code())
					+ lastLines(error) + requestId(error) + "}}";
		}

	},

	/** Anthropic's error object, llama-swap's {@code src} first. */
	ANTHROPIC("application/json") {

		@Override
		String body(ApiError error) {
			return "{\"src\":\"llama-swap\",\"type\":\"error\",\"error\":{\"type\":"
					+ JsonStrings.quote(ErrorKind.of(error.status()).anthropicType()) + ",\"message\":"
					+ JsonStrings.quote(message(error)) + lastLines(error) + "}" + requestId(error) + "}";
		}

	},

	/** One line of text. */
	TEXT("text/plain") {

		@Override
		String body(ApiError error) {
			return "llama-swap: " + message(error);
		}

	},

	/** A small page. */
	HTML("text/html") {

		@Override
		String body(ApiError error) {
			return "<!DOCTYPE html><html><head><title>llama-swap</title></head><body><h1>llama-swap</h1><p>"
					+ escapeHtml(message(error)) + "</p>" + footer(error) + "</body></html>";
		}

	};

	private final String contentType;

	ErrorShape(String contentType) {
		this.contentType = contentType;
	}

	/**
	 * Chooses the form for a caller: substring tests on {@code Accept} in llama-swap's
	 * order, then the API of the path.
	 * @param path the request's path
	 * @param accept its {@code Accept} header, or {@code null}
	 * @return the form
	 */
	public static ErrorShape of(String path, @Nullable String accept) {
		if (accept != null && accept.contains("text/plain")) {
			return TEXT;
		}
		if (accept != null && accept.contains("text/html")) {
			return HTML;
		}
		return api(path);
	}

	private static ErrorShape api(String path) {
		boolean anthropic = path.startsWith("/v1/messages") || path.startsWith("/v/messages");
		return anthropic ? ANTHROPIC : OPENAI;
	}

	/**
	 * Renders an error for a caller.
	 * @param error what went wrong
	 * @param path the request's path
	 * @param accept its {@code Accept} header, or {@code null}
	 * @return status, headers and body
	 */
	public static RenderedError render(ApiError error, String path, @Nullable String accept) {
		boolean alwaysJson = error.code().equals(ApiError.CONCURRENCY_LIMIT);
		return (alwaysJson ? api(path) : of(path, accept)).render(error);
	}

	/**
	 * Renders an error in this form.
	 * @param error what went wrong
	 * @return status, headers and body
	 */
	public RenderedError render(ApiError error) {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("Content-Type", this.contentType);
		// Keep a browser from making more of an error than it is (A6).
		headers.put("X-Content-Type-Options", "nosniff");
		headers.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
		headers.put("Referrer-Policy", "no-referrer");
		if (error.retryAfter() != null) {
			headers.put("Retry-After", Long.toString(Math.max(1, error.retryAfter().plusMillis(999).toSeconds())));
		}
		return new RenderedError(error.status(), headers, body(error));
	}

	/**
	 * Renders an error as an event of a stream that has begun already.
	 * @param error what went wrong
	 * @param path the request's path
	 * @return the complete event, to be written between two events
	 */
	public static String event(ApiError error, String path) {
		return "event: error\ndata: " + api(path).body(error) + "\n\n";
	}

	abstract String body(ApiError error);

	// The last line of output stands in the message too: many clients show nothing else.
	private static String message(ApiError error) {
		if (error.lastLines().isEmpty()) {
			return error.message();
		}
		return error.message() + "; its last output: " + error.lastLines().get(error.lastLines().size() - 1);
	}

	private static String lastLines(ApiError error) {
		if (error.lastLines().isEmpty()) {
			return "";
		}
		return error.lastLines()
			.stream()
			.map(JsonStrings::quote)
			.collect(Collectors.joining(",", ",\"last_lines\":[", "]"));
	}

	private static String requestId(ApiError error) {
		return (error.requestId() != null) ? ",\"request_id\":" + JsonStrings.quote(error.requestId()) : "";
	}

	private static String footer(ApiError error) {
		return (error.requestId() != null) ? "<p><small>Request " + escapeHtml(error.requestId()) + "</small></p>" : "";
	}

	private static String escapeHtml(String text) {
		return text.replace("&", "&amp;")
			.replace("<", "&lt;")
			.replace(">", "&gt;")
			.replace("\"", "&#34;")
			.replace("'", "&#39;");
	}

}
