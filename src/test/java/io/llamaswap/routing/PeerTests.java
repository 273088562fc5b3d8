package io.llamaswap.routing;

import java.io.IOException;

import io.llamaswap.test.Configurations;
import io.llamaswap.test.FreePorts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests that another server answers (contract 2.10, C205 to C209), over real sockets.
 */
class PeerTests {

	private static final String CHAT = "/v1/chat/completions";

	private final SocketUpstream upstream = SocketUpstream.echoing();

	private final DataPath path = new DataPath(Configurations.parse("""
			defaultModel: lab/big
			models:
			  local: {cmd: 'x --port ${PORT}', aliases: [shared]}
			peers:
			  lab:
			    proxy: UPSTREAM/base/
			    models: [big, shared, both]
			    apiKey: lab-key
			    filters: {stripParams: top_k, setParams: {max_tokens: 5}, setParamsByID: {lab/big: {seed: 1}}}
			  open:
			    proxy: UPSTREAM
			    models: [small, both]
			  dead:
			    proxy: DEAD
			    models: [gone]
			  slow:
			    proxy: SLOW
			    models: [late]
			    timeouts: {responseHeader: 1}
			""".replace("UPSTREAM", this.upstream.uri().toString())
		.replace("DEAD", "http://127.0.0.1:" + FreePorts.one())
		.replace("SLOW", SILENT.uri().toString())));

	private static final SocketUpstream SILENT = new SocketUpstream(SocketUpstream.Peer::awaitEnd);

	PeerTests() {
		this.path.lifecycle.serve("local", this.upstream.uri(), 1);
	}

	@AfterEach
	void nothingIsLeftOver() throws IOException {
		this.path.closeWhenQuiet();
		this.upstream.close();
	}

	@Test
	void peerSeesItsOwnNamePathHostAndKey() throws IOException {
		String request = DataPath.post(CHAT + "?x=%2F", "{\"model\":\"lab/big\"}")
			.replace("\r\n\r\n",
					"\r\n" + String.join("\r\n", "Authorization: Bearer mine", "X-Api-Key: mine", "Cookie: a=b",
							"X-Forwarded-For: 10.0.0.1", "X-Forwarded-Host: h", "Forwarded: for=x", "X-Mine: 1",
							"\r\n"));
		assertThat(this.path.exchange(request)).endsWith("{\"model\":\"big\",\"max_tokens\":5,\"seed\":1}");
		String head = this.upstream.heads.remove();
		assertThat(head).startsWith("POST /base" + CHAT + "?x=%2F HTTP/1.1\r\n")
			.containsIgnoringCase("host: " + this.upstream.uri().getAuthority() + "\r\n")
			.containsIgnoringCase("authorization: Bearer lab-key\r\n")
			.containsIgnoringCase("x-api-key: lab-key\r\n")
			.contains("X-Mine: 1\r\n")
			.doesNotContain("mine\r\n")
			.doesNotContainIgnoringCase("forwarded")
			.doesNotContainIgnoringCase("cookie");
		assertThat(this.path.lifecycle.requests).isEmpty();
	}

	@Test
	void peerWithoutAKeyNeverGetsTheCallersKey() throws IOException {
		String request = DataPath.post(CHAT, "{\"model\":\"small\"}")
			.replace("\r\n\r\n", "\r\nAuthorization: Bearer secret\r\nX-Api-Key: secret\r\n\r\n");
		assertThat(this.path.exchange(request)).endsWith("{\"model\":\"small\"}");
		assertThat(this.upstream.heads.remove()).doesNotContain("secret").doesNotContainIgnoringCase("authorization");
	}

	@Test
	void localNamesWinOverBareNamesOfPeers() throws IOException {
		assertThat(this.path.exchange(DataPath.post(CHAT, "{\"model\":\"shared\"}"))).startsWith("HTTP/1.1 200");
		assertThat(this.path.lifecycle.requests).hasSize(1);
		assertThat(this.path.exchange(DataPath.post(CHAT, "{\"model\":\"lab/shared\"}"))).startsWith("HTTP/1.1 200");
		assertThat(this.path.lifecycle.requests).hasSize(1);
	}

	@Test
	void bareNameThatSeveralPeersHaveIsUnknown() throws IOException {
		assertThat(this.path.exchange(DataPath.post(CHAT, "{\"model\":\"both\"}"))).startsWith("HTTP/1.1 404")
			.contains("lab/both", "open/both");
		assertThat(this.path.exchange(DataPath.post(CHAT, "{\"model\":\"open/both\"}")))
			.endsWith("{\"model\":\"both\"}");
	}

	@Test
	void filtersOfThePeerApply() throws IOException {
		assertThat(this.path.exchange(DataPath.post(CHAT, "{\"model\":\"big\",\"top_k\":1,\"max_tokens\":9}")))
			.endsWith("{\"model\":\"big\",\"max_tokens\":5}");
	}

	@Test
	void peersWorkUnderUpstreamAndInQueries() throws IOException {
		assertThat(this.path.exchange(DataPath.get("/upstream/lab/big/v1/x?y=1"))).startsWith("HTTP/1.1 200");
		assertThat(this.upstream.heads.remove()).startsWith("GET /base/v1/x?y=1 HTTP/1.1");
		assertThat(this.path.exchange(DataPath.get("/v1/audio/voices?a=%2F&model=open%2Fsmall&b=+")))
			.startsWith("HTTP/1.1 200");
		assertThat(this.upstream.heads.remove()).startsWith("GET /v1/audio/voices?a=%2F&model=small&b=+ HTTP/1.1");
	}

	// Only the body named the model, so a peer was asked for nobody where there is none.
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			GET  | /v1/audio/voices        |                  |           | /v1/audio/voices?model=big
			GET  | /v1/audio/voices?a=%2F  |                  |           | /v1/audio/voices?a=%2F&model=big
			POST | /v1/audio/speech        | x=1              |           | /v1/audio/speech?model=big
			POST | /v1/audio/speech        | {"x":1}          |           | /v1/audio/speech
			GET  | /v1/new                 |                  | lab/big   | /v1/new?model=big
			POST | /v1/new?a               | RIFF             | lab/big   | /v1/new?a&model=big
			POST | /v1/new                 | {"model":"big"}  | lab/both  | /v1/new
			""")
	void peerIsToldItsModelWhereTheBodyDoesNotSayIt(String method, String target, @Nullable String body,
			@Nullable String header, String seen) throws IOException {
		String request = (body != null) ? DataPath.post(target, body) : DataPath.get(target);
		String type = (body == null || body.startsWith("{")) ? "application/json"
				: (body.equals("RIFF") ? "audio/wav" : "application/x-www-form-urlencoded");
		request = request.replace("application/json", type)
			.replace("Host: here", (header != null) ? "Host: here\r\nX-Model: " + header : "Host: here");
		assertThat(this.path.exchange(request)).startsWith("HTTP/1.1 200");
		assertThat(this.upstream.heads.remove()).startsWith(method + " /base" + seen + " HTTP/1.1\r\n");
	}

	@Test
	void formOfAPeerNamesItsBareModel() throws IOException {
		String request = DataPath.post("/v1/audio/transcriptions", "x=1&model=open%2Fsmall&y=2");
		assertThat(this.path.exchange(request.replace("application/json", "application/x-www-form-urlencoded")))
			.endsWith("x=1&model=small&y=2");
	}

	@Test
	void deadPeerIsToldAtOnceAndThenRemembered() throws IOException {
		String request = DataPath.post(CHAT, "{\"model\":\"gone\"}");
		assertThat(this.path.exchange(request)).startsWith("HTTP/1.1 502 ")
			.contains("peer \\\"dead\\\"", "no connection");
		assertThat(this.path.exchange(request)).startsWith("HTTP/1.1 503 ").contains("Retry-After: ");
		assertThat(this.path.peerHealth.pausing("dead")).isNotNull();
		assertThat(this.path.exchange(DataPath.post(CHAT, "{\"model\":\"small\"}"))).startsWith("HTTP/1.1 200 ");
	}

	@Test
	void answerThatDoesNotComeInTimeIsGivenUp() throws IOException {
		assertThat(this.path.exchange(DataPath.post(CHAT, "{\"model\":\"late\"}"))).startsWith("HTTP/1.1 504 ")
			.contains("within 1 s");
		assertThat(this.path.peerHealth.pausing("slow")).isNull();
	}

}
