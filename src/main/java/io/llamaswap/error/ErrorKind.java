package io.llamaswap.error;

/**
 * What kind of error a status is, in the words of both APIs.
 *
 * @param type type in OpenAI's words
 * @param code code in OpenAI's words
 * @param anthropicType type in Anthropic's words
 */
record ErrorKind(String type, String code, String anthropicType) {

	private static final String INVALID = "invalid_request_error";

	private static final String SERVER = "server_error";

	/**
	 * Returns the kind of a status (contract 3.3; Anthropic's error list for the third
	 * word).
	 * @param status HTTP status
	 * @return the kind
	 */
	static ErrorKind of(int status) {
		return switch (status) {
			case 400 -> new ErrorKind(INVALID, "bad_request", INVALID);
			case 401 -> new ErrorKind("authentication_error", "unauthorized", "authentication_error");
			case 403 -> new ErrorKind("authentication_error", "forbidden", "permission_error");
			case 404 -> new ErrorKind(INVALID, "not_found", "not_found_error");
			case 409 -> new ErrorKind(INVALID, "conflict", INVALID);
			case 413 -> new ErrorKind(INVALID, "invalid_request", "request_too_large");
			case 429 -> new ErrorKind("rate_limit_error", "rate_limit_exceeded", "rate_limit_error");
			case 502 -> new ErrorKind(SERVER, "bad_gateway", "api_error");
			case 503 -> new ErrorKind(SERVER, "service_unavailable", "overloaded_error");
			case 504 -> new ErrorKind(SERVER, "gateway_timeout", "timeout_error");
			default -> (status >= 400 && status < 500) ? new ErrorKind(INVALID, "invalid_request", INVALID)
					: new ErrorKind(SERVER, "internal_error", "api_error");
		};
	}

}
