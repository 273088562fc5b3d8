package io.llamaswap.routing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.llamaswap.config.Configuration;
import io.llamaswap.lifecycle.LeaseRequest;
import io.llamaswap.test.Configurations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a request names its model, and what its server sees of that (contract 2.8, 2.9,
 * 2.11 and 3.6), over real sockets.
 */
class NameTests {

	private static final String CHAT = "/v1/chat/completions";

	private static final String UPLOAD = "/v1/audio/transcriptions";

	private final Configuration configuration = Configurations.parse("""
			models:
			  a: {cmd: 'x --port ${PORT}', aliases: [al]}
			  "1.5": {cmd: 'x --port ${PORT}'}
			  "1000": {cmd: 'x --port ${PORT}'}
			  "true": {cmd: 'x --port ${PORT}'}
			  own: {cmd: 'x --port ${PORT}', aliases: [mine], useModelName: real}
			selectors:
			  sel: {strategy: pin, targets: [a]}
			defaultModel: sel
			wildcardAliases: {'gpt-*': a}
			profiles:
			  work: {pins: {pinned: sel, gone: '', a: "1.5"}}
			""");

	private final DataPath path = new DataPath(this.configuration);

	private final SocketUpstream upstream = SocketUpstream.echoing();

	NameTests() {
		for (String model : new String[] { "a", "1.5", "1000", "true", "own" }) {
			this.path.lifecycle.serve(model, this.upstream.uri(), 1);
		}
	}

	@AfterEach
	void nothingIsLeftOver() throws IOException {
		this.path.closeWhenQuiet();
		this.upstream.close();
	}

	@Test
	void defaultModelAnswersWhatIsOnlyReadToo() throws IOException {
		for (String path : new String[] { "/sdapi/v1/loras", "/v1/audio/voices?x", "/slots" }) {
			assertThat(this.path.exchange(DataPath.get(path))).startsWith("HTTP/1.1 200 ");
			assertThat(this.upstream.heads.remove()).startsWith("GET " + path + " ");
		}
		assertThat(this.path.exchange(DataPath.get("/v1/realtime")
			.replace("\r\n\r\n", "\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n"))).startsWith("HTTP/1.1 200 ");
		assertThat(this.upstream.heads.remove()).startsWith("GET /v1/realtime ").contains("upgrade: websocket");
		assertThat(this.path.lifecycle.requests).extracting((request) -> request.model().value())
			.containsExactly("a", "a", "a", "a");
		assertThat(this.path.lifecycle.requests).extracting(LeaseRequest::mayLoad)
			.containsExactly(true, true, false, true);
		assertThat(this.path.exchange(DataPath.get("/v1/unknown"))).startsWith("HTTP/1.1 404 ");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"model":"al"}                   | a    | {"model":"al"}
			{"x":1, "model" : "sel"}         | a    | {"x":1, "model" : "a"}
			{"model":"gpt-4o"}               | a    | {"model":"a"}
			{"m\\u006fdel":"\\u0061"}        | a    | {"m\\u006fdel":"\\u0061"}
			{"model":1.50}                   | 1.5  | {"model":1.50}
			{"model":1e3}                    | 1000 | {"model":1e3}
			{"model":true}                   | true | {"model":true}
			{"x":1}                          | a    | {"x":1,"model":"a"}
			{"model":null}                   | a    | {"model":"a"}
			{"model":""}                     | a    | {"model":"a"}
			{"model":"al","messages":[broken | a    | {"model":"al","messages":[broken
			""")
	void bodyNamesTheModel(String body, String model, String seen) throws IOException {
		assertThat(this.path.exchange(DataPath.post(CHAT, body))).startsWith("HTTP/1.1 200").endsWith(seen);
		assertThat(this.path.lifecycle.requests.remove().model().value()).isEqualTo(model);
	}

	@Test
	void byteOrderMarkIsTolerated() throws IOException {
		assertThat(this.path.exchange(DataPath.post(CHAT, "\ufeff{\"model\":\"sel\"}")))
			.endsWith("\ufeff{\"model\":\"a\"}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"model\":\"a\",\"model\":\"al\"}", "{\"model\":\"a\",\"mod\\u0065l\":\"b\"}" })
	void modelThatStandsTwiceIsRefused(String body) throws IOException {
		assertThat(this.path.exchange(DataPath.post(CHAT, body))).startsWith("HTTP/1.1 400");
		assertThat(this.upstream.heads).isEmpty();
	}

	@Test
	void modelThatStandsTwiceEquallyIsRenamedTwice() throws IOException {
		assertThat(this.path.exchange(DataPath.post(CHAT, "{\"model\":\"sel\",\"x\":1,\"mod\\u0065l\":\"sel\"}")))
			.endsWith("{\"model\":\"a\",\"x\":1,\"mod\\u0065l\":\"a\"}");
	}

	// 400 before: only the JSON path renamed both.
	@Test
	void formThatNamesItsModelTwiceEquallyIsRenamedTwice() throws IOException {
		assertThat(form(UPLOAD, "model=sel&x=1&model=%73el")).endsWith("\r\n\r\nmodel=a&x=1&model=a");
		assertThat(form(UPLOAD, "model=a&x=1&model=a")).endsWith("\r\n\r\nmodel=a&x=1&model=a");
		String field = "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n%s\r\n";
		String file = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\nsound\r\n";
		String body = field + file + field.replace("%s", "%1$s") + "--b--\r\n";
		String request = DataPath.post(UPLOAD, String.format(body, "sel"))
			.replace("application/json", "multipart/form-data; boundary=b");
		assertThat(this.path.exchange(request)).endsWith("\r\n\r\n" + String.format(body, "a"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 64, 65 })
	void moreOfTheSameThanSixtyFourIsRefused(int count) throws IOException {
		String answer = form(UPLOAD, "model=sel&".repeat(count));
		assertThat(answer).startsWith((count == 64) ? "HTTP/1.1 200 " : "HTTP/1.1 400 ");
	}

	@Test
	void streamThatStandsTwiceEquallyPasses() throws IOException {
		String body = "{\"model\":\"a\",\"stream\":false,\"stream\":null}";
		assertThat(this.path.exchange(DataPath.post(CHAT, body))).startsWith("HTTP/1.1 200").endsWith(body);
	}

	@Test
	void encodedBodyIsRefused() throws IOException {
		String request = DataPath.post(CHAT, "{\"model\":\"a\"}").replace("Host:", "Content-Encoding: gzip\r\nHost:");
		assertThat(this.path.exchange(request)).startsWith("HTTP/1.1 415");
	}

	@Test
	void multipartThatCouldBeReadInTwoWaysIsRefused() throws IOException {
		String body = "--b\r\nContent-Disposition: form-data; name=\"x\"; name=\"model\"\r\n\r\na\r\n--b--\r\n";
		String request = DataPath.post(UPLOAD + "?model=a", body);
		assertThat(this.path.exchange(request.replace("application/json", "multipart/form-data; boundary=b")))
			.startsWith("HTTP/1.1 400 ")
			.contains("Content-Disposition name\\\" stands twice");
		assertThat(
				this.path.exchange(request.replace("application/json", "multipart/form-data; boundary=c; boundary=b")))
			.startsWith("HTTP/1.1 400 ")
			.contains("Content-Type boundary\\\" stands twice");
		assertThat(this.upstream.heads).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "model=a&x=1&model=b", "model=a&stream=true&stream=false" })
	void formThatSaysTwoThingsIsRefusedAtItsEnd(String form) throws IOException {
		assertThat(form(UPLOAD, form)).startsWith("HTTP/1.1 400 ").contains("stands twice");
		assertThat(this.upstream.heads).isEmpty();
	}

	@Test
	void formNamesTheModelElseTheQuery() throws IOException {
		assertThat(form(UPLOAD, "x=1&model=sel&y=%20")).endsWith("x=1&model=a&y=%20");
		assertThat(form(UPLOAD + "?model=al", "x=1")).endsWith("x=1");
	}

	@Test
	void queryIsRenamedLikeABody() throws IOException {
		assertThat(this.path.exchange(DataPath.get("/v1/audio/voices?x=1&model=sel&y=2"))).startsWith("HTTP/1.1 200");
		assertThat(this.upstream.heads.remove()).startsWith("GET /v1/audio/voices?x=1&model=a&y=2 ");
		assertThat(this.path.exchange(DataPath.get("/v1/audio/voices?model=sel&y=2&model=sel")))
			.startsWith("HTTP/1.1 200");
		assertThat(this.upstream.heads.remove()).startsWith("GET /v1/audio/voices?model=a&y=2&model=a ");
	}

	// It was, but for a name that stands in the configuration itself.
	@ParameterizedTest
	@ValueSource(strings = { "own", "mine" })
	void serverFindsItsOwnNameInAQueryToo(String name) throws IOException {
		assertThat(this.path.exchange(DataPath.get("/v1/audio/voices?model=" + name))).startsWith("HTTP/1.1 200");
		assertThat(this.upstream.heads.remove()).startsWith("GET /v1/audio/voices?model=real ");
		assertThat(form(UPLOAD + "?model=" + name, "x=1")).endsWith("\r\n\r\nx=1");
		assertThat(this.upstream.heads.remove()).startsWith("POST " + UPLOAD + "?model=real ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Type: text/plain", "Content-Encoding: identity\r\nContent-Encoding: gzip" })
	void headersThatSayTwoThingsAboutABodyAreRefused(String headers) throws IOException {
		String request = DataPath.post(CHAT, "{\"model\":\"a\"}").replace("\r\n\r\n", "\r\n" + headers + "\r\n\r\n");
		assertThat(this.path.exchange(request)).startsWith("HTTP/1.1 400 ").contains("\\\"Content-", "stands twice");
		assertThat(this.upstream.heads).isEmpty();
		assertThat(this.path.exchange(request.replace("text/plain", "application/json").replace("gzip", "identity")))
			.startsWith("HTTP/1.1 200 ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 0\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" })
	void defaultModelSaysItselfWhatItThinksOfAnEmptyBody(String rest) throws IOException {
		assertThat(this.path.exchange(DataPath.post(CHAT, "").replace("Content-Length: 0\r\n\r\n", rest)))
			.startsWith("HTTP/1.1 200 ");
		assertThat(this.path.lifecycle.requests.remove().model().value()).isEqualTo("a");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void multipartFormIsSplicedWhereverItsModelStands(boolean first) throws IOException {
		String model = "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n%s\r\n";
		String file = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n"
				+ "Content-Type: audio/wav\r\nX-Part: 1\r\n\r\n" + "\u0001--b\r".repeat(9000) + "\r\n";
		String body = (first ? model + file : file + model) + "--b--\r\n";
		String request = DataPath.post(UPLOAD, String.format(body, "sel"))
			.replace("application/json", "multipart/form-data; boundary=b");
		assertThat(this.path.exchange(request)).endsWith("\r\n\r\n" + String.format(body, "a"));
	}

	@Test
	void pinsOfTheActiveProfileRenameOnEveryWay() throws IOException {
		assertThat(this.path.exchange(DataPath.post(CHAT, "{\"model\":\"pinned\"}"))).startsWith("HTTP/1.1 404");
		this.path.profile.activate("work", this.configuration);
		assertThat(this.path.exchange(DataPath.post(CHAT, "{\"model\":\"pinned\"}"))).endsWith("{\"model\":\"a\"}");
		assertThat(this.path.exchange(DataPath.post(CHAT, "{\"model\":\"a\"}"))).endsWith("{\"model\":\"1.5\"}");
		assertThat(form(UPLOAD, "model=a")).endsWith("model=1.5");
		assertThat(this.path.exchange(DataPath.post(CHAT, "{\"model\":\"gone\"}"))).startsWith("HTTP/1.1 404")
			.contains("no model id could be identified");
		this.path.lifecycle.requests.clear();
		assertThat(this.path.exchange(DataPath.post("/upstream/a/x?q", "{\"model\":\"a\"}"))).startsWith("HTTP/1.1 200")
			.endsWith("{\"model\":\"a\"}");
		assertThat(this.path.lifecycle.requests.remove().model().value()).isEqualTo("1.5");
		assertThat(this.path.exchange(DataPath.get("/upstream/gone/x"))).startsWith("HTTP/1.1 404")
			.contains("model not found");
		assertThat(this.path.exchange(DataPath.get("/upstream/pinned/x"))).startsWith("HTTP/1.1 404");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/engines/%s/completions", "/openai/deployments/%s/chat/completions?api-version=1",
			"/v1/models/%s:predict", "/v1beta/models/%s:generateContent" })
	void everyNameIsFoundInAPathToo(String path) throws IOException {
		this.path.profile.activate("work", this.configuration);
		for (String name : new String[] { "al", "sel", "pinned", "gpt-4o" }) {
			assertThat(this.path.exchange(DataPath.post(path.formatted(name), "{}"))).startsWith("HTTP/1.1 200 ");
			assertThat(this.path.lifecycle.requests.remove().model().value()).isEqualTo("a");
		}
		assertThat(this.path.exchange(DataPath.post(path.formatted("1.6"), "{}"))).startsWith("HTTP/1.1 404 ")
			.contains("application/json", "no router for requested model");
	}

	@Test
	void selectorsDoNotWorkUnderUpstream() throws IOException {
		assertThat(this.path.exchange(DataPath.get("/upstream/sel/x"))).startsWith("HTTP/1.1 404");
	}

	private String form(String target, String body) throws IOException {
		String request = DataPath.post(target, body).replace("application/json", "application/x-www-form-urlencoded");
		assertThat(request.getBytes(StandardCharsets.UTF_8)).isNotEmpty();
		return this.path.exchange(request);
	}

}
