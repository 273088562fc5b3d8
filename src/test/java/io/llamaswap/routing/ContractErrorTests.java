package io.llamaswap.routing;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.llamaswap.lifecycle.ModelStatus;
import io.llamaswap.lifecycle.Refusal;
import io.llamaswap.lifecycle.Refusal.Reason;
import io.llamaswap.model.ModelFailure;
import io.llamaswap.model.ModelId;
import io.llamaswap.model.ModelState;
import io.llamaswap.test.Configurations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rows of contract 3.3 that a request to a model can meet, one named test each. Where
 * the contract has a [B] or a [W] the better answer is expected.
 */
class ContractErrorTests {

	private static final String ASKED = "{\"model\":\"m\"}";

	private final DataPath path = new DataPath(Configurations.parse("""
			models:
			  m: {cmd: 'secret-command ${PORT}', compat: {ignoreWebsockets: true}}
			  comfyui_auto: {cmd: 'x ${PORT}'}
			selectors:
			  best: {strategy: spillover, targets: [m]}
			"""));

	private SocketUpstream upstream = new SocketUpstream(SocketUpstream.Peer::readRequest);

	@AfterEach
	void stop() throws IOException {
		this.path.close();
		this.upstream.close();
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			no model found in the request | {}              | 404 | no model id could be identified
			unparsable body               | {"model         | 404 | no model id could be identified
			name resolves to nothing      | {"model":"zzz"} | 404 | no router for requested model
			""")
	void requestWithoutAModelOfOurs(String row, String body, int status, String message) throws IOException {
		assertThat(post(body)).as(row)
			.startsWith("HTTP/1.1 " + status + " ")
			.contains("\r\ncontent-type: application/json\r\n")
			.contains("{\"src\":\"llama-swap\",\"error\":{\"message\":\"" + message,
					"\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"not_found\"");
	}

	@Test
	void upstreamNameUnknownIsModelNotFound() throws IOException {
		assertThat(this.path.exchange(DataPath.get("/upstream/zzz/x"))).startsWith("HTTP/1.1 404 ")
			.contains("\"message\":\"model not found\"");
		assertThat(this.path.exchange(DataPath.get("/upstream/best/x"))).startsWith("HTTP/1.1 404 ")
			.as("what does not work there is not suggested")
			.contains("\"message\":\"model not found\"");
	}

	@Test
	void selectorWithoutATargetIsUnavailable() throws IOException {
		this.path.lifecycle.statuses = List.of(new ModelStatus(new ModelId("m"), ModelState.STOPPING, Instant.EPOCH,
				null, null, 0, 0, null, false, null));
		assertThat(post("{\"model\":\"best\"}")).startsWith("HTTP/1.1 503 ")
			.contains("\r\nRetry-After: 1\r\n", "selector \\\"best\\\" has no available spillover targets");
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource({ "concurrency limit,QUEUE_FULL,429,concurrency_limit", "start failed,START_FAILED,502,bad_gateway",
			"model unloaded while the request waited,UNLOADED,503,service_unavailable",
			"left alone after failures,BACKING_OFF,503,service_unavailable",
			"room that does not get free,STUCK,503,service_unavailable",
			"shutting down,SHUTTING_DOWN,503,service_unavailable" })
	void schedulerRefuses(String row, Reason reason, int status, String code) throws IOException {
		ModelFailure failure = new ModelFailure(ModelFailure.Kind.EXITED_WHILE_LOADING, "it ended", 1,
				List.of("no room"), Instant.EPOCH);
		this.path.lifecycle.refuse("m", new Refusal(reason, "because", Duration.ofSeconds(1),
				(reason == Reason.START_FAILED) ? failure : null));
		assertThat(post(ASKED)).as(row)
			.startsWith("HTTP/1.1 " + status + " ")
			.contains("\r\nRetry-After: 1\r\n", "\"code\":\"" + code + "\"")
			.doesNotContain("unspecific", "secret-command");
	}

	@Test
	void startThatTookTooLongIsAGatewayTimeout() throws IOException {
		ModelFailure failure = new ModelFailure(ModelFailure.Kind.NOT_READY_IN_TIME, "late", null, List.of(),
				Instant.EPOCH);
		this.path.lifecycle.refuse("m", new Refusal(Reason.START_FAILED, "not ready in time", null, failure));
		assertThat(post(ASKED)).startsWith("HTTP/1.1 504 ").contains("\"code\":\"gateway_timeout\"");
	}

	@Test
	void concurrencyLimitIsJsonWhateverIsAccepted() throws IOException {
		this.path.lifecycle.refuse("m", new Refusal(Reason.QUEUE_FULL, "full", null, null));
		assertThat(accepting("text/html", ASKED)).startsWith("HTTP/1.1 429 ")
			.contains("\"code\":\"concurrency_limit\"", "\r\nRetry-After: 1\r\n");
	}

	@Test
	void deadLocalServerIsABadGatewayWithABody() throws IOException {
		this.path.lifecycle.serve("m", this.upstream.uri(), 1);
		assertThat(post(ASKED)).startsWith("HTTP/1.1 502 ")
			.contains("\"code\":\"bad_gateway\"", "model \\\"m\\\" closed");
		this.upstream.close();
		assertThat(post(ASKED)).startsWith("HTTP/1.1 502 ").contains("could not be reached");
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			/upstream/m/app.js | x         | model m is not loaded; path matches upstream.ignorePaths
			/upstream/m/ws     | websocket | model m is not loaded; ignored websocket requests cannot start it
			/comfyui/prompt    | x         | model comfyui_auto is not loaded; only /comfyui/ can start it
			""")
	void requestThatMayNotLoadIsAConflict(String target, String upgrade, String message) throws IOException {
		this.path.lifecycle.unload("m");
		this.path.lifecycle.unload("comfyui_auto");
		try (DataPath.Client client = this.path.connect()) {
			client.write("GET " + target + " HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: " + upgrade
					+ "\r\n\r\n");
			assertThat(client.readUntil("}}")).startsWith("HTTP/1.1 409 ")
				.contains("\"message\":\"" + message + "\"", "\"code\":\"conflict\"");
		}
	}

	@Test
	void plainTextForThoseWhoAcceptIt() throws IOException {
		assertThat(accepting("text/plain, text/html", "{}")).contains("\r\ncontent-type: text/plain\r\n")
			.endsWith("\r\n\r\nllama-swap: no model id could be identified");
	}

	@Test
	void smallPageForBrowsers() throws IOException {
		assertThat(accepting("text/html", "{\"model\":\"<b>\"}"))
			.contains("\r\ncontent-type: text/html\r\n", "<h1>llama-swap</h1>")
			.doesNotContain("<b>");
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource({ "/v1/messages", "/v1/messages/count_tokens", "/v/messages" })
	void anthropicsShapeOnItsRoutes(String route) throws IOException {
		assertThat(this.path.exchange(DataPath.post(route, "{}"))).startsWith("HTTP/1.1 404 ")
			.contains("\"type\":\"error\"", "not_found_error");
	}

	@Test
	void errorsOfAModelServerPassUnchanged() throws IOException {
		this.upstream.close();
		this.upstream = SocketUpstream.answering("HTTP/1.1 418 Odd\r\nX-A: b\r\nContent-Length: 3\r\n\r\nno!");
		this.path.lifecycle.serve("m", this.upstream.uri(), 1);
		assertThat(post(ASKED)).startsWith("HTTP/1.1 418 ").contains("X-A: b\r\n").endsWith("\r\n\r\nno!");
	}

	private String post(String body) throws IOException {
		return lower(this.path.exchange(DataPath.post("/v1/chat/completions", body)));
	}

	private String accepting(String types, String body) throws IOException {
		return lower(this.path.exchange(DataPath.post("/v1/chat/completions", body)
			.replaceFirst("\r\n\r\n", "\r\nAccept: " + types + "\r\n\r\n")));
	}

	// Names of headers are compared without regard to case.
	private static String lower(String answer) {
		return answer.replace("Content-Type:", "content-type:").replace("retry-after:", "Retry-After:");
	}

}
