package io.llamaswap.error;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One thing that went wrong, as a caller is told it. Immutable; the texts and the table
 * from status to type and code are llama-swap's (contract 3.3) wherever it has one.
 *
 * @param status HTTP status, 400 to 599
 * @param type kind of error in the words of the OpenAI API
 * @param code finer kind, for programs
 * @param message one sentence for a person: no command line, no key, no path
 * @param retryAfter when another try makes sense, or {@code null} if waiting does not
 * help
 * @param lastLines the last lines of a model server's output, oldest first, possibly
 * empty
 * @param requestId id of the request that failed, or {@code null} if it has none
 */
public record ApiError(int status, String type, String code, String message, @Nullable Duration retryAfter,
		List<String> lastLines, @Nullable String requestId) {

	/** The code of the one error that is JSON whatever the caller accepts. */
	static final String CONCURRENCY_LIMIT = "concurrency_limit";

	/**
	 * Copies the lines.
	 */
	public ApiError {
		lastLines = List.copyOf(lastLines);
	}

	/**
	 * Makes an error whose type and code follow from its status.
	 * @param status HTTP status
	 * @param message one sentence for a person
	 * @return the error
	 */
	public static ApiError of(int status, String message) {
		ErrorKind kind = ErrorKind.of(status);
		return new ApiError(status, kind.type(), kind.code(), message, null, List.of(), null);
	}

	/**
	 * The request names no model.
	 * @return 404
	 */
	public static ApiError noModel() {
		return of(404, "no model id could be identified");
	}

	/**
	 * Nobody answers to the requested name.
	 * @param requested the name as requested
	 * @param known the names that may be shown to this caller
	 * @return 404 with the nearest of the known names, if any is near
	 */
	public static ApiError unknownModel(String requested, Collection<String> known) {
		return of(404, "no router for requested model" + NearMatches.suggestion(requested, known));
	}

	/**
	 * The path under {@code /upstream} or {@code /api/models/unload} names no model.
	 * @param requested the name as requested
	 * @param known the names that may be shown to this caller
	 * @return 404 with the nearest of the known names, if any is near
	 */
	public static ApiError modelNotFound(String requested, Collection<String> known) {
		return of(404, "model not found" + NearMatches.suggestion(requested, known));
	}

	/**
	 * The model is not ready, and nothing is loaded for such a request.
	 * @param message which model, and why nothing is loaded
	 * @return 409
	 */
	public static ApiError notLoaded(String message) {
		return of(409, message);
	}

	/**
	 * The model serves as many requests as it may. JSON whatever the caller accepts.
	 * @return 429, to be tried again after a second
	 */
	public static ApiError concurrencyLimit() {
		return new ApiError(429, ErrorKind.of(429).type(), CONCURRENCY_LIMIT, "Too many requests",
				Duration.ofSeconds(1), List.of(), null);
	}

	/**
	 * The model server ended before it was healthy, or could not be launched.
	 * @param message why
	 * @return 502
	 */
	public static ApiError startFailed(String message) {
		return of(502, message);
	}

	/**
	 * The model server was not healthy in time.
	 * @param message how long it was waited for
	 * @return 504
	 */
	public static ApiError notReadyInTime(String message) {
		return of(504, message);
	}

	/**
	 * The model cannot be served now, but later: backing off, unloaded, stuck, shutting
	 * down.
	 * @param message why
	 * @return 503
	 */
	public static ApiError unavailable(String message) {
		return of(503, message);
	}

	/**
	 * The model server did not answer, or went away before it had answered.
	 * @param model whose server it is
	 * @return 502
	 */
	public static ApiError upstreamDied(String model) {
		return of(502, "model " + NearMatches.shown(model) + " closed the connection before it had answered");
	}

	/**
	 * What came back from the model server cannot be read as HTTP.
	 * @param model whose server it is
	 * @return 502
	 */
	public static ApiError upstreamNotHttp(String model) {
		return of(502, "model " + NearMatches.shown(model) + " answered with something that is not HTTP");
	}

	/**
	 * The model server could not be reached.
	 * @param model whose server it is
	 * @return 502
	 */
	public static ApiError upstreamUnreachable(String model) {
		return of(502, "model " + NearMatches.shown(model) + " could not be reached");
	}

	/**
	 * The model server and this program do not agree on TLS.
	 * @param model whose server it is
	 * @return 502
	 */
	public static ApiError upstreamNotTrusted(String model) {
		return of(502, "model " + NearMatches.shown(model)
				+ " could not be reached: TLS could not be agreed, or its certificate is not trusted");
	}

	/**
	 * The model server took no connection in time.
	 * @param model whose server it is
	 * @return 504
	 */
	public static ApiError connectTimeout(String model) {
		return of(504, "model " + NearMatches.shown(model) + " took no connection within timeouts.connect");
	}

	/**
	 * Somebody in charge ended the request.
	 * @return 502
	 */
	public static ApiError cancelled() {
		return of(502, "the request was cancelled by an administrator");
	}

	/**
	 * The model server went away in the middle of its answer.
	 * @param model whose server it is
	 * @return 502
	 */
	public static ApiError upstreamBrokeOff(String model) {
		return of(502, "model " + NearMatches.shown(model) + " broke off in the middle of its answer");
	}

	/**
	 * The model was unloaded under the request: on demand, after {@code drainLimit}, or
	 * because the program ends.
	 * @param model whose server it was
	 * @return 503
	 */
	public static ApiError modelUnloaded(String model) {
		return new ApiError(503, ErrorKind.of(503).type(), "model_unloaded",
				"model " + NearMatches.shown(model) + " was unloaded before its answer was complete",
				Duration.ofSeconds(1), List.of(), null);
	}

	/**
	 * The model server answered a stream that has begun already with something else.
	 * @param model whose server it is
	 * @param status its status
	 * @return the status if it is one of an error, else 502
	 */
	public static ApiError noStream(String model, int status) {
		return of((status >= 400 && status <= 599) ? status : 502,
				"model " + NearMatches.shown(model) + " answered with status " + status + " instead of a stream");
	}

	/**
	 * The request's body is larger than allowed.
	 * @param limitBytes the limit in bytes
	 * @return 413
	 */
	public static ApiError bodyTooLarge(long limitBytes) {
		return of(413, "request body too large (limit: " + limitBytes + " bytes)");
	}

	/**
	 * The request's body is larger than what may be read before it is sent on.
	 * @param limitBytes the limit in bytes
	 * @return 413
	 */
	public static ApiError bodyBeyondLookAhead(long limitBytes) {
		return of(413, "request body too large to be searched or edited (limit: " + limitBytes
				+ " bytes); put \"model\" first or raise LLAMASWAP_LIMITS_LOOKAHEAD");
	}

	/**
	 * A top-level member that decides where the request goes stands twice in its body.
	 * @param member the member
	 * @return 400
	 */
	public static ApiError duplicateMember(String member) {
		return of(400, "\"" + member + "\" stands twice in the request");
	}

	/**
	 * Some parsers see another delimiter, line end or name in a multipart form than
	 * others.
	 * @return 400
	 */
	public static ApiError ambiguousForm() {
		return of(400, "the multipart form can be read in two ways: end its lines with CR and LF, "
				+ "and give each part one plain name");
	}

	/**
	 * The request's body is compressed, so that its model cannot be found.
	 * @param encoding the encoding as sent
	 * @return 415
	 */
	public static ApiError encodedBody(String encoding) {
		return of(415, "Content-Encoding " + NearMatches.shown(encoding)
				+ " is not supported in requests; send the body without it");
	}

	/**
	 * The path could mean something else to the model server than to this program.
	 * @param reason what is wrong with it
	 * @return 400
	 */
	public static ApiError refusedPath(String reason) {
		return of(400, "path refused: " + reason);
	}

	/**
	 * The request is no HTTP, or could be read in two ways.
	 * @param reason what is wrong with it
	 * @return 400
	 */
	public static ApiError unreadable(String reason) {
		return of(400, "the request could not be read: " + reason);
	}

	/**
	 * The request is of another version of HTTP than those that stand in the clear.
	 * @return 505
	 */
	public static ApiError versionNotSupported() {
		return of(505, "the version of the request is neither HTTP/1.1 nor HTTP/1.0");
	}

	/**
	 * The request's first line is longer than allowed.
	 * @param limitBytes the limit in bytes
	 * @return 414
	 */
	public static ApiError requestLineTooLong(long limitBytes) {
		return of(414, "request line too long (limit: " + limitBytes + " bytes)");
	}

	/**
	 * The request's headers together are larger than allowed.
	 * @param limitBytes the limit in bytes
	 * @return 431
	 */
	public static ApiError headersTooLarge(long limitBytes) {
		return of(431, "request headers too large (limit: " + limitBytes + " bytes)");
	}

	/**
	 * A part of the request did not come in time.
	 * @param part the part
	 * @return 408
	 */
	public static ApiError tooSlow(String part) {
		return of(408, "the request's " + part + " did not come in time");
	}

	/**
	 * Whoever a selector may choose is going away or dead, in llama-swap's words.
	 * @param selector the selector
	 * @return 503, to be tried again after a second
	 */
	public static ApiError noTarget(String selector) {
		return unavailable("selector \"" + selector + "\" has no available spillover targets")
			.withRetryAfter(Duration.ofSeconds(1));
	}

	/**
	 * There is no place for another connection.
	 * @return 503, to be tried again after a second
	 */
	public static ApiError tooManyConnections() {
		return of(503, "too many connections").withRetryAfter(Duration.ofSeconds(1));
	}

	/**
	 * Adds when another try makes sense.
	 * @param delay the delay, or {@code null} for none
	 * @return a copy with that delay
	 */
	public ApiError withRetryAfter(@Nullable Duration delay) {
		return new ApiError(this.status, this.type, this.code, this.message, delay, this.lastLines, this.requestId);
	}

	/**
	 * Adds what the model server said last, as far as any caller may see it.
	 * @param lines the last lines of its output, oldest first
	 * @return a copy with those lines, without secrets and paths
	 */
	public ApiError withLastLines(List<String> lines) {
		return new ApiError(this.status, this.type, this.code, this.message, this.retryAfter,
				lines.stream().map(Redaction::withoutSecretsAndPaths).toList(), this.requestId);
	}

	/**
	 * Adds whose error it is.
	 * @param id id of the request, or {@code null} for none
	 * @return a copy with that id
	 */
	public ApiError withRequestId(@Nullable String id) {
		return new ApiError(this.status, this.type, this.code, this.message, this.retryAfter, this.lastLines, id);
	}

}
