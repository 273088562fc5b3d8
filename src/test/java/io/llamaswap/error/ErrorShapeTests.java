package io.llamaswap.error;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ErrorShapeTests {

	private static final String CHAT = "/v1/chat/completions";

	@Test
	void jsonHasTheMembersOfTheContractInOrder() {
		RenderedError rendered = ErrorShape.render(ApiError.noModel(), CHAT, null);
		assertThat(rendered.status()).isEqualTo(404);
		assertThat(rendered.headers()).containsExactly(Map.entry("Content-Type", "application/json"),
				Map.entry("X-Content-Type-Options", "nosniff"),
				Map.entry("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
				Map.entry("Referrer-Policy", "no-referrer"));
		assertThat(rendered.body()).isEqualTo("{\"src\":\"llama-swap\",\"error\":{\"message\":\"no model id could be "
				+ "identified\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"not_found\"}}");
	}

	@ParameterizedTest
	@CsvSource({ "400,invalid_request_error,bad_request", "401,authentication_error,unauthorized",
			"403,authentication_error,forbidden", "404,invalid_request_error,not_found",
			"409,invalid_request_error,conflict", "413,invalid_request_error,invalid_request",
			"415,invalid_request_error,invalid_request", "429,rate_limit_error,rate_limit_exceeded",
			"500,server_error,internal_error", "502,server_error,bad_gateway", "503,server_error,service_unavailable",
			"504,server_error,gateway_timeout", "507,server_error,internal_error" })
	void typeAndCodeFollowFromTheStatus(int status, String type, String code) {
		ApiError error = ApiError.of(status, "m");
		assertThat(error.type()).isEqualTo(type);
		assertThat(error.code()).isEqualTo(code);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "-,OPENAI", "*/*,OPENAI", "application/json,OPENAI", "text/plain,TEXT", "text/html,HTML",
					"'text/html,application/xhtml+xml,*/*',HTML", "'text/html, text/plain',TEXT", "TEXT/HTML,OPENAI" })
	void acceptDecidesBySubstring(String accept, ErrorShape shape) {
		assertThat(ErrorShape.of(CHAT, accept)).isEqualTo(shape);
	}

	@Test
	void markupIsEscapedInEachShape() {
		ApiError error = ApiError.of(400, "a<b> & \"c\"\n\u0001\u2028\uD83D\uDE00 ü");
		assertThat(ErrorShape.OPENAI.render(error).body())
			.contains("\"a\\u003cb\\u003e \\u0026 \\\"c\\\"\\n\\u0001\\u2028\uD83D\uDE00 ü\"");
		assertThat(ErrorShape.TEXT.render(error).body()).startsWith("llama-swap: a<b> & \"c\"");
		assertThat(ErrorShape.HTML.render(error).body()).contains("<h1>llama-swap</h1>",
				"a&lt;b&gt; &amp; &#34;c&#34;");
	}

	@ParameterizedTest
	@CsvSource({ "404,not_found_error", "401,authentication_error", "403,permission_error", "413,request_too_large",
			"429,rate_limit_error", "500,api_error", "502,api_error", "503,overloaded_error", "504,timeout_error" })
	void messagesRoutesSpeakAnthropic(int status, String type) {
		RenderedError rendered = ErrorShape.render(ApiError.of(status, "m"), "/v1/messages/count_tokens", "*/*");
		assertThat(rendered.body()).isEqualTo(
				"{\"src\":\"llama-swap\",\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"m\"}}");
	}

	@Test
	void concurrencyLimitIsJsonWhateverTheCallerAccepts() {
		RenderedError rendered = ErrorShape.render(ApiError.concurrencyLimit(), CHAT, "text/plain");
		assertThat(rendered.status()).isEqualTo(429);
		assertThat(rendered.headers()).containsEntry("Content-Type", "application/json")
			.containsEntry("Retry-After", "1");
		assertThat(rendered.body()).contains("\"message\":\"Too many requests\"", "\"code\":\"concurrency_limit\"");
	}

	@Test
	void retryAfterIsRoundedUpToWholeSeconds() {
		assertThat(retryAfter(Duration.ofMillis(1))).isEqualTo("1");
		assertThat(retryAfter(Duration.ZERO)).isEqualTo("1");
		assertThat(retryAfter(Duration.ofMillis(2001))).isEqualTo("3");
		assertThat(retryAfter(Duration.ofSeconds(30))).isEqualTo("30");
	}

	@Test
	void lastLinesStandBesideTheMessageAndTheLastOneInIt() {
		ApiError error = ApiError.startFailed("exit code 1").withLastLines(List.of("loading", "no <file>"));
		assertThat(ErrorShape.OPENAI.render(error).body()).contains(
				"\"message\":\"exit code 1; its last output: no \\u003cfile\\u003e\"",
				"\"last_lines\":[\"loading\",\"no \\u003cfile\\u003e\"]}}");
		assertThat(ErrorShape.TEXT.render(error).body())
			.isEqualTo("llama-swap: exit code 1; its last output: no <file>");
	}

	@Test
	void lastLinesHoldNeitherKeysNorPaths() {
		ApiError error = ApiError.startFailed("exit code 1")
			.withLastLines(List.of("serve --api-key hunter2 -m /srv/models/a.gguf", "cannot open /srv/models/a.gguf"));
		for (ErrorShape shape : ErrorShape.values()) {
			assertThat(shape.render(error).body()).contains("cannot open .../a.gguf")
				.doesNotContain("hunter2", "/srv", "models");
		}
		assertThat(ErrorShape.event(error, CHAT)).contains(".../a.gguf").doesNotContain("hunter2", "/srv");
	}

	@Test
	void idOfTheRequestStandsInTheObjectsAndOnThePage() {
		ApiError error = ApiError.noModel().withRequestId("abc-1");
		assertThat(ErrorShape.OPENAI.render(error).body()).endsWith("\"not_found\",\"request_id\":\"abc-1\"}}");
		assertThat(ErrorShape.ANTHROPIC.render(error).body()).endsWith("},\"request_id\":\"abc-1\"}");
		assertThat(ErrorShape.HTML.render(error).body()).contains("Request abc-1");
		assertThat(ErrorShape.TEXT.render(error).body()).isEqualTo("llama-swap: no model id could be identified");
	}

	@Test
	void eventIsOneCompleteEventOfTheCallersApi() {
		ApiError error = ApiError.upstreamBrokeOff("qwen");
		assertThat(ErrorShape.event(error, CHAT)).startsWith("event: error\ndata: {\"src\":\"llama-swap\",\"error\":{")
			.endsWith("}}\n\n");
		assertThat(ErrorShape.event(error, "/v1/messages")).contains("\"type\":\"error\"");
	}

	private static String retryAfter(Duration delay) {
		String value = ErrorShape.TEXT.render(ApiError.unavailable("m").withRetryAfter(delay))
			.headers()
			.get("Retry-After");
		return (value != null) ? value : "";
	}

}
