package io.llamaswap.routing;

import java.io.IOException;
import java.util.List;

import io.llamaswap.lifecycle.LeaseRequest;
import io.llamaswap.model.ModelId;
import io.llamaswap.test.Configurations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rows of contract 3.2 that lead to a model, one named test each, and what is
 * forwarded beyond them.
 */
class ContractRouteTests {

	private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

	private final DataPath path = new DataPath(Configurations.parse("""
			models:
			  small: {cmd: 'x ${PORT}'}
			  author/big:q4: {cmd: 'x ${PORT}'}
			  comfyui_auto: {cmd: 'x ${PORT}'}
			"""));

	private final SocketUpstream upstream = SocketUpstream.answering(OK);

	ContractRouteTests() {
		for (String model : List.of("small", "author/big:q4", "comfyui_auto")) {
			this.path.lifecycle.serve(model, this.upstream.uri(), 1);
		}
	}

	@AfterEach
	void nothingIsLeftOver() throws IOException {
		this.path.closeWhenQuiet();
		this.upstream.close();
	}

	@ParameterizedTest(name = "POST {0}")
	@ValueSource(strings = { "/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/responses",
			"/v1/messages", "/v1/messages/count_tokens", "/v1/rerank", "/rerank", "/v1/reranking", "/reranking",
			"/infill", "/completion", "/v1/audio/speech", "/v1/audio/voices", "/v1/images/generations",
			"/sdapi/v1/txt2img", "/sdapi/v1/img2img", "/v1/audio/transcriptions", "/v1/images/edits",
			"/v1/audio/translations", "/v1/moderations", "/tokenize", "/detokenize", "/apply-template", "/slots",
			"/props" })
	void postReachesTheModelOfItsBodyUnderTheSamePath(String row) throws IOException {
		forwardedAs("POST " + row, DataPath.post(row, "{\"model\":\"small\"}"));
		assertThat(this.path.exchange(DataPath.post(row, "{}"))).startsWith("HTTP/1.1 404 ")
			.contains("no model id could be identified");
		assertThat(this.path.exchange(DataPath.post(row, "{\"model\":\"none\"}"))).startsWith("HTTP/1.1 404 ")
			.contains("no router for requested model");
	}

	@ParameterizedTest(name = "POST {0} as {1}")
	@CsvSource({ "/v/chat/completions, /chat/completions", "/v/responses, /responses", "/v/completions, /completions",
			"/v/messages, /messages", "/v/messages/count_tokens, /messages/count_tokens", "/v/embeddings, /embeddings",
			"/v/rerank, /rerank", "/v/reranking, /reranking", "/audioapi/v1/tasks/run, /v1/tasks/run" })
	void prefixIsStripped(String row, String forwarded) throws IOException {
		forwardedAs("POST " + forwarded, DataPath.post(row, "{\"model\":\"small\"}"));
	}

	@ParameterizedTest(name = "POST {0} as a form")
	@ValueSource(strings = { "/v1/audio/transcriptions", "/v1/audio/translations", "/v1/images/edits" })
	void formReachesTheModelOfItsField(String row) throws IOException {
		String form = String.join("\r\n", "--b", "Content-Disposition: form-data; name=\"file\"; filename=\"a\"", "",
				"model", "--b", "Content-Disposition: form-data; name=\"model\"", "", "small", "--b--", "");
		forwardedAs("POST " + row,
				DataPath.post(row, form).replace("application/json", "multipart/form-data; boundary=b"));
	}

	@ParameterizedTest(name = "GET {0}")
	@ValueSource(strings = { "/v1/audio/voices", "/sdapi/v1/loras", "/props", "/slots" })
	void getReachesTheModelOfItsQuery(String row) throws IOException {
		forwardedAs("GET " + row + "?a=1&model=small", DataPath.get(row + "?a=1&model=small"));
		assertThat(this.path.exchange(DataPath.get(row))).startsWith("HTTP/1.1 404 ")
			.contains("no model id could be identified");
	}

	@ParameterizedTest(name = "{0} {1} is not allowed")
	@CsvSource({ "GET,/v1/chat/completions,POST", "PUT,/v1/audio/voices,'GET, HEAD, POST'",
			"DELETE,/sdapi/v1/loras,'GET, HEAD'", "PATCH,/v/messages,POST", "TRACE,/v1/embeddings,'GET, HEAD, POST'" })
	void otherMethodsOfKnownPathsAreNamed(String method, String row, String allow) throws IOException {
		assertThat(this.path.exchange(DataPath.get(row).replace("GET", method))).startsWith("HTTP/1.1 405 ")
			.containsIgnoringCase("\r\nallow: " + allow)
			.endsWith("\r\n\r\nMethod Not Allowed\n");
	}

	@ParameterizedTest(name = "{0} {1}")
	@CsvSource({ "PUT,/v1/chat/completions?model=small", "DELETE,/v1/responses/resp_1?model=small",
			"PATCH,/v2/new/thing?model=small", "POST,/v1/chat/completions?model=small",
			"POST,/openai/deployments/small/chat/completions", "POST,/v1beta/models/small:generateContent",
			"POST,/v1beta/models/author/big:q4:generateContent", "POST,/v1beta/models/author%2Fbig%3Aq4:embed",
			"POST,/v1/engines/small/completions", "DELETE,/v1/models/small", "POST,/v1/models/small:generateContent",
			"POST,/api/chat?model=small", "POST,/models/load?model=small", "POST,/health/x?model=small" })
	void anyPathAndMethodIsForwardedThatNamesAModel(String method, String target) throws IOException {
		forwardedAs(method + " " + target, DataPath.post(target, "{}").replaceFirst("POST", method));
	}

	@Test
	void onlyInferenceCountsForTheLimitOfAModel() throws IOException {
		this.path.exchange(DataPath.get("/upstream/small/page"));
		this.path.exchange(DataPath.get("/upstream/small/page").replaceFirst("GET", "HEAD"));
		this.path.exchange(DataPath.get("/v1/audio/voices?model=small"));
		this.path.exchange(DataPath.post("/tokenize", "{\"model\":\"small\"}"));
		this.path.exchange(DataPath.post("/v/messages/count_tokens", "{\"model\":\"small\"}"));
		this.path.exchange(DataPath.post("/upstream/small/apply-template", "{}"));
		this.path.exchange(DataPath.post("/upstream/small/any", "{}"));
		this.path.exchange(DataPath.post("/v1/embeddings", "{\"model\":\"small\"}"));
		assertThat(this.path.lifecycle.requests).extracting(LeaseRequest::counted)
			.containsExactly(false, false, false, false, false, false, true, true);
	}

	@Test
	void headerNamesTheModelOfPathsThatHaveNoPlaceForIt() throws IOException {
		forwardedAs("DELETE /v1/files/1", "DELETE /v1/files/1 HTTP/1.1\r\nHost: h\r\nX-Model: small\r\n\r\n");
		forwardedAs("GET /v1/files", "GET /v1/files HTTP/1.1\r\nHost: h\r\nx-model: author/big:q4\r\n\r\n");
		assertThat(this.path.lifecycle.requests).extracting(LeaseRequest::model)
			.containsExactly(new ModelId("small"), new ModelId("author/big:q4"));
	}

	@Test
	void bodyWinsOverQueryAndQueryOverHeader() throws IOException {
		String request = DataPath.post("/x?model=comfyui_auto", "{\"model\":\"small\"}");
		this.path.exchange(request.replace("\r\n\r\n", "\r\nX-Model: author/big:q4\r\n\r\n"));
		this.path.exchange(DataPath.get("/x?model=small").replace("\r\n\r\n", "\r\nX-Model: none\r\n\r\n"));
		assertThat(this.path.lifecycle.requests).extracting((request2) -> request2.model().value())
			.containsExactly("small", "small");
	}

	@Test
	void twoNamesOutsideOfABodyAreTwoModels() throws IOException {
		assertThat(this.path.exchange(DataPath.get("/x?model=small&model=big"))).startsWith("HTTP/1.1 400 ")
			.contains("\\\"model\\\" stands twice");
		String twice = "\r\nX-Model: small\r\nX-Model: %s\r\n\r\n";
		assertThat(this.path.exchange(DataPath.post("/x", "{}").replace("\r\n\r\n", twice.formatted("big"))))
			.startsWith("HTTP/1.1 400 ")
			.contains("\\\"model\\\" stands twice");
		assertThat(this.upstream.heads).isEmpty();
		forwardedAs("GET /x", DataPath.get("/x").replace("\r\n\r\n", twice.formatted("small")));
		forwardedAs("GET /x?model=small&model=small", DataPath.get("/x?model=small&model=small"));
	}

	@ParameterizedTest(name = "{0}")
	@ValueSource(strings = { "/%2e%2e/%2e%2e/admin", "/..;/admin", "/v1/..%2f..%2fadmin", "/x%00y", "/x/..%5c..%5cy",
			"/../x", "/x/.." })
	void nothingLeavesTheBasePathOfItsModel(String target) throws IOException {
		assertThat(this.path.exchange(DataPath.get(target + "?model=small"))).startsWith("HTTP/1.1 400 ")
			.contains("path refused: ");
		assertThat(this.path.exchange(DataPath.post(target, "{\"model\":\"small\"}"))).startsWith("HTTP/1.1 400 ");
		assertThat(this.path.exchange(DataPath.get(target + "?model=small")
			.replace("\r\n\r\n", "\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n"))).startsWith("HTTP/1.1 400 ");
		assertThat(this.path.lifecycle.requests).isEmpty();
	}

	@Test
	void soundThatIsNamedOutsideIsNotReadForAName() throws IOException {
		String request = DataPath.post("/inference?model=small", "model=none").replace("application/json", "audio/wav");
		forwardedAs("POST /inference?model=small", request);
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			POST /v1/chat/completion | "/v1/chat/completions"
			POST /chat/completions   | "/v1/chat/completions"
			GET /v1/whatever         | 404 page not found
			DELETE /                 | 404
			GET /robots.txt          | 404 page not found
			""")
	void pathThatNamesNoModelIsUnknown(String line, String answer) throws IOException {
		String method = line.substring(0, line.indexOf(' '));
		String request = DataPath.post(line.substring(line.indexOf(' ') + 1), "{\"x\":1}");
		assertThat(this.path.exchange(request.replaceFirst("POST", method))).startsWith("HTTP/1.1 404 ")
			.contains(answer);
		assertThat(this.path.lifecycle.requests).isEmpty();
	}

	@Test
	void comfyUiHasItsOwnModelAndOnlyItsRootLoadsIt() throws IOException {
		forwardedAs("GET /a%2Fb//%252F%C3%BC?x", DataPath.get("/comfyui/a%2Fb//%252F%C3%BC?x"));
		this.path.lifecycle.unload("comfyui_auto");
		forwardedAs("GET /", DataPath.get("/comfyui/"));
		assertThat(this.path.exchange(DataPath.post("/comfyui/prompt", "{}"))).startsWith("HTTP/1.1 409 ")
			.contains("model comfyui_auto is not loaded; only /comfyui/ can start it");
		assertThat(this.path.exchange(DataPath.get("/comfyui?a=1"))).startsWith("HTTP/1.1 301 ")
			.containsIgnoringCase("location: /comfyui/?a=1\r\n");
		assertThat(this.path.exchange(DataPath.post("/comfyui", ""))).startsWith("HTTP/1.1 308 ");
		assertThat(this.path.exchange(DataPath.get("/comfyui/%2e%2e/x"))).startsWith("HTTP/1.1 400 ");
	}

	@Test
	void comfyUiWithoutItsModelIsNotThere() throws IOException {
		try (DataPath other = new DataPath(Configurations.parse("models: {m: {cmd: 'x ${PORT}'}}"))) {
			assertThat(other.exchange(DataPath.get("/comfyui/"))).startsWith("HTTP/1.1 404 ")
				.contains("local model comfyui_auto not found");
		}
	}

	private void forwardedAs(String line, String request) throws IOException {
		assertThat(this.path.exchange(request)).startsWith("HTTP/1.1 200 ").endsWith("ok");
		assertThat(this.upstream.heads.remove()).startsWith(line + " HTTP/1.1\r\n");
	}

}
