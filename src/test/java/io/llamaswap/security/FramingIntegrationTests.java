package io.llamaswap.security;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

import io.llamaswap.RunningApplication;
import io.llamaswap.test.DemoJournal;
import io.llamaswap.test.DemoModels;
import io.llamaswap.test.RawSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests that could be read in two ways, or that do not come: what the running
 * application answers, and what reaches the model server behind it (C1, C2, D1).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FramingIntegrationTests {

	private static final String BODY = "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[]}";

	private static final String HOST = "Host: localhost\r\n";

	private static final String POST = "POST /v1/chat/completions HTTP/1.1\r\n" + HOST
			+ "Content-Type: application/json\r\n";

	private static final String CHAT = POST + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY;

	@TempDir
	private static Path folder;

	private RunningApplication application;

	private DemoJournal journal;

	private int before;

	@BeforeAll
	void start() throws IOException {
		System.setProperty("llamaswap.limits.head", "2s");
		System.setProperty("llamaswap.limits.body-pause", "2s");
		System.setProperty("llamaswap.limits.request-line", "8KB");
		System.setProperty("llamaswap.limits.headers", "4KB");
		try {
			this.journal = new DemoJournal(folder.resolve("journal"));
			this.application = start(folder, DemoModels.startPort() + "models:\n  m:\n    cmd: "
					+ DemoModels.command("m", "--journal", this.journal.file().toString()) + "\n");
		}
		finally {
			System.clearProperty("llamaswap.limits.head");
			System.clearProperty("llamaswap.limits.body-pause");
			System.clearProperty("llamaswap.limits.request-line");
			System.clearProperty("llamaswap.limits.headers");
		}
		try (RawSocket client = client()) {
			assertThat(client.send(CHAT).patience(60_000).readAnswer()).startsWith("HTTP/1.1 200 ");
		}
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@BeforeEach
	void count() {
		this.before = requests();
	}

	@AfterEach
	void everyLeaseHasEnded() {
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> this.application.status("m").inFlight() == 0);
	}

	RunningApplication start(Path files, String yaml) throws IOException {
		return RunningApplication.start(files, yaml);
	}

	RawSocket connect(URI address) throws IOException {
		return new RawSocket(address);
	}

	private RawSocket client() throws IOException {
		return connect(this.application.address());
	}

	private int requests() {
		return this.journal.find("m", "request").size();
	}

	private void nothingArrived() {
		assertThat(requests()).isEqualTo(this.before);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
			"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "Transfer-Encoding: chunked, identity\r\n",
			"Transfer-Encoding: identity, chunked, chunked\r\n", "Transfer-Encoding: xchunked\r\n",
			"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "Transfer-Encoding: gzip, chunked\r\n",
			"Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: identity, chunked\r\n",
			"X-Model: m\r\nTransfer-Encoding: gzip, chunked\r\n",
			"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: \r\n",
			"Transfer-Encoding: chunked,\r\n", "Transfer-Encoding: chunked;a=b\r\n",
			"Content-Length: 5\r\nContent-Length: 6\r\n", "Content-Length: 5\r\nContent-Length: 5\r\n",
			"Content-Length: 5, 5\r\n", "Content-Length: +5\r\n", "Content-Length: -5\r\n", "Content-Length: 0x5\r\n",
			"Content-Length: 5 5\r\n", "Content-Length:\r\n", "Content-Length : 5\r\n", "Content-Length\t: 5\r\n",
			"Transfer-Encoding : chunked\r\n", "X-A: b\nContent-Length: 5\r\n",
			"X-A: a\u0000b\r\nContent-Length: 5\r\n", "X\u0000A: b\r\nContent-Length: 5\r\n",
			"X-A: a\rContent-Length: 5\r\n", "\u000bTransfer-Encoding: chunked\r\n",
			": no name\r\nContent-Length: 5\r\n", "no colon\r\nContent-Length: 5\r\n" })
	void whatCouldBeReadInTwoWaysIsRefusedAndTheConnectionCloses(String headers) throws IOException {
		try (RawSocket client = client()) {
			client.send(POST + headers + "\r\n0\r\n\r\nPOST /v1/chat/completions HTTP/1.1\r\n" + HOST
					+ "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY);
			String answer = client.readAll();
			assertThat(answer).startsWith("HTTP/1.1 400 ")
				.doesNotContain("<still open>")
				.doesNotContain("HTTP/1.1 200");
		}
		nothingArrived();
	}

	@ParameterizedTest
	@ValueSource(strings = { "z\r\n", "-1\r\n", "5;\nx", "ffffffffffffffffff\r\n", "5\r\nabcdeX\r\n" })
	void aChunkThatIsNoneEndsTheConnectionAndNothingCompleteArrives(String chunk) throws IOException {
		try (RawSocket client = client()) {
			client.send(POST + "Transfer-Encoding: chunked\r\n\r\n" + chunk);
			assertThat(client.readAll()).startsWith("HTTP/1.1 400 ").doesNotContain("<still open>");
		}
		nothingArrived();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Host: a\r\nHost: a\r\n", "Host: localhost\r\nHost: evil.example\r\n",
			"Host: localhost/?x=\r\n", "Host: u@localhost\r\n", "Host:\r\n", "Host: localhost:0\r\n",
			"Host: localhost, localhost\r\n" })
	void exactlyOneValidHostIsNeeded(String hosts) throws IOException {
		try (RawSocket client = client()) {
			client.send("POST /v1/chat/completions HTTP/1.1\r\n" + hosts + "Content-Length: " + BODY.length()
					+ "\r\n\r\n" + BODY);
			assertThat(client.readAll()).startsWith("HTTP/1.1 400 ").doesNotContain("<still open>");
		}
		nothingArrived();
	}

	@Test
	void aForeignHostIsRefusedOnBothPorts() throws IOException {
		try (RawSocket client = client(); RawSocket management = new RawSocket(this.application.managementAddress())) {
			client.send(CHAT.replace("localhost", "evil.example"));
			assertThat(client.readAnswer()).startsWith("HTTP/1.1 403 ").contains("allowedHosts");
			management.send("GET /actuator/models HTTP/1.1\r\nHost: evil.example\r\n\r\n");
			assertThat(management.readAnswer()).startsWith("HTTP/1.1 403 ");
			management.send("GET /actuator/health HTTP/1.1\r\nHost: localhost\r\n\r\n");
			assertThat(management.readAnswer()).startsWith("HTTP/1.1 200 ");
		}
		nothingArrived();
	}

	@Test
	void anOldClientMayLeaveItsHostOut() throws IOException {
		try (RawSocket client = client()) {
			assertThat(client.send("GET /health HTTP/1.0\r\n\r\n").readAll()).startsWith("HTTP/1.0 200 ")
				.endsWith("OK");
		}
	}

	@Test
	void theAbsoluteFormCountsIfItNamesTheSameMachine() throws IOException {
		try (RawSocket client = client()) {
			assertThat(client.send(CHAT.replace("POST /", "POST http://localhost/")).readAnswer())
				.startsWith("HTTP/1.1 200 ");
			assertThat(client.send("GET http://localhost/health HTTP/1.1\r\n" + HOST + "\r\n").readAnswer())
				.endsWith("OK");
			assertThat(client.send(CHAT.replace("POST /", "POST http://evil.example/")).readAll())
				.startsWith("HTTP/1.1 400 ")
				.doesNotContain("<still open>");
		}
		assertThat(requests()).isEqualTo(this.before + 1);
		assertThat(this.journal.find("m", "request").get(this.before).detail("target"))
			.isEqualTo("/v1/chat/completions");
	}

	@ParameterizedTest
	@ValueSource(strings = { "TRACE /upstream/m/echo", "CONNECT localhost:80", "TRACE /", "CONNECT /upstream/m/echo" })
	void methodsOfProxiesAreRefused(String line) throws IOException {
		try (RawSocket client = client()) {
			assertThat(client.send(line + " HTTP/1.1\r\n" + HOST + "\r\n").readAll())
				.containsPattern("^HTTP/1.1 40[05] ")
				.doesNotContain("<still open>");
		}
		nothingArrived();
	}

	// Over TLS the protocol is agreed beforehand, and in the clear there is none (C14).
	@Test
	void thePrefaceOfHttp2IsNoRequest() throws IOException {
		try (RawSocket client = client()) {
			assertThat(client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").readAll()).containsPattern("^HTTP/1.1 [45]0\\d ")
				.doesNotContain("<still open>");
		}
		nothingArrived();
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Folded: one\r\n Transfer-Encoding: chunked\r\n", "X-Folded: one\r\n\ttwo\r\n",
			" X-First: folded\r\n", "X-A: b\n c\r\n" })
	void aFoldedHeaderIsRefused(String headers) throws IOException {
		try (RawSocket client = client()) {
			String answer = client.send("GET /upstream/m/echo HTTP/1.1\r\n" + HOST + headers + "\r\n").readAll();
			assertThat(answer).startsWith("HTTP/1.1 400 ")
				.contains("a line of its head begins with white space")
				.doesNotContain("<still open>");
		}
		nothingArrived();
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /upstream/m/echo HTTP/1.1\r\nX-A: b\r\n Transfer-Encoding: chunked\r\n",
			"GET  /upstream/m/echo HTTP/1.1\r\n", "GET\t/upstream/m/echo HTTP/1.1\r\n",
			"GET /upstream/m/echo HTTP/1.1\r\nX-A: b\r\n\tc\r\n" })
	void aHeadBehindAnotherRequestIsLookedAtAsClosely(String head) throws IOException {
		String chunks = POST + "Transfer-Encoding: chunked\r\n\r\n4\r\n \r\n\r\r\n" + Integer.toHexString(BODY.length())
				+ "\r\n" + BODY + "\r\n0\r\n";
		for (String first : new String[] { "GET /health HTTP/1.1\r\n" + HOST + "\r\n", CHAT, chunks + "\r\n",
				chunks + "X-Trailer: a\r\n\r\n", CHAT + chunks + "\r\n" }) {
			String both = first + head + HOST + "\r\n";
			for (int cut = 0; cut < 4; cut++) {
				try (RawSocket client = client()) {
					int place = first.length() - 3 + cut;
					client.send(both.substring(0, place)).send(both.substring(place));
					assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
					assertThat(client.readAll()).contains("HTTP/1.1 400 ").doesNotContain("<still open>", "/echo");
				}
			}
		}
		assertThat(this.journal.find("m", "request").stream().skip(this.before))
			.noneMatch((entry) -> "/echo".equals(entry.detail("target")));
	}

	@Test
	void whatLooksFoldedInABodyIsNone() throws IOException {
		String body = BODY.replace(",\"max", ",\r\n \t\r\n \"max");
		try (RawSocket client = client()) {
			client.send("\r\n" + POST + "Content-Length: " + body.length() + "\r\n\r\n" + body);
			assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
			client.send(POST + "Content-Length: " + body.length() + "\r\n\r\n");
			assertThat(client.send(body.substring(0, 20)).send(body.substring(20)).readAnswer())
				.startsWith("HTTP/1.1 200 ");
			assertThat(client.send("GET /health HTTP/1.1\r\n" + HOST + "X-A: b\r\n").send(" c\r\n\r\n").readAnswer())
				.startsWith("HTTP/1.1 400 ");
		}
		assertThat(requests()).isEqualTo(this.before + 2);
	}

	@ParameterizedTest
	@CsvSource({ "HTTP/2.0,505", "HTTP/3.0,505", "HTTP/0.9,505", "http/1.1,400", "Http/1.0,400" })
	void otherVersionsOfHttpAndOtherSpellingsAreRefused(String version, int status) throws IOException {
		try (RawSocket client = client()) {
			assertThat(client.send("GET /health " + version + "\r\n" + HOST + "\r\n").readAll())
				.startsWith("HTTP/1.1 " + status + " ")
				.contains("neither HTTP/1.1 nor HTTP/1.0")
				.doesNotContain("<still open>");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP/1.2", "HTTP/1.9" })
	void laterMinorVersionsAreAnsweredAsOurs(String version) throws IOException {
		try (RawSocket client = client()) {
			assertThat(client.send("GET /health " + version + "\r\n" + HOST + "\r\n").readAnswer())
				.startsWith("HTTP/1.1 200 ");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /health HTTP/1.1\r\nHost: localhost:\r\n",
			"GET http://localhost HTTP/1.1\r\nHost: localhost\r\n",
			"GET http://localhost?a HTTP/1.1\r\nHost: localhost\r\n" })
	void whatIsLegalAndRareIsServed(String head) throws IOException {
		try (RawSocket client = client()) {
			assertThat(client.send(head + "\r\n").readAnswer()).containsPattern("^HTTP/1.1 (200|30\\d) ");
		}
	}

	@Test
	void aLineBetweenChunksIsNotTakenForARequestLine() throws IOException {
		try (RawSocket client = client()) {
			client.send(POST + "Transfer-Encoding: chunked\r\n\r\n1;" + "a".repeat(20_000) + "\r\n{\r\n0\r\n\r\n");
			assertThat(client.readAll()).startsWith("HTTP/1.1 400 ")
				.contains("a line between its chunks is too long")
				.doesNotContain("<still open>");
		}
		nothingArrived();
	}

	@Test
	void aTransferCodingOfAnOldVersionIsRefused() throws IOException {
		try (RawSocket client = client()) {
			client.send(POST.replace("HTTP/1.1", "HTTP/1.0") + "Transfer-Encoding: chunked\r\n\r\n"
					+ Integer.toHexString(BODY.length()) + "\r\n" + BODY + "\r\n0\r\n\r\n");
			assertThat(client.readAll()).containsPattern("^HTTP/1.[01] 400 ").doesNotContain("<still open>");
		}
		nothingArrived();
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET  /health HTTP/1.1", "GET /health  HTTP/1.1", "GET\t/health HTTP/1.1",
			"GET \t/health HTTP/1.1", " GET /health HTTP/1.1", "GET /health\rHTTP/1.1" })
	void theWordsOfARequestLineStandApartByOneSpace(String line) throws IOException {
		for (int first = 1; first <= line.length(); first += 2) {
			try (RawSocket client = client()) {
				client.send(line.substring(0, first));
				assertThat(client.send(line.substring(first) + "\r\n" + HOST + "\r\n").readAll())
					.startsWith("HTTP/1.1 400 ")
					.contains("one space each")
					.doesNotContain("<still open>");
			}
		}
	}

	@Test
	void whatAUriMayNotHoldArrivesEscaped() throws IOException {
		try (RawSocket client = client()) {
			client.send("GET /upstream/m/echo/{a}|^\"<>`[0]/\u00e4\u00b8\u0096?q={\"b\":[1]}#c HTTP/1.1\r\n" + HOST
					+ "\r\n");
			assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ")
				.contains("\"/echo/%7Ba%7D%7C%5E%22%3C%3E%60%5B0%5D/%E4%B8%96?q=%7B%22b%22:[1]%7D%23c\"");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/upstream/m/100%", "/upstream/m/%zz", "/v1/models?q=100%", "/health?%4" })
	void aPercentSignThatEscapesNothingIsRefused(String target) throws IOException {
		try (RawSocket client = client()) {
			String answer = client.send("GET " + target + " HTTP/1.1\r\n" + HOST + "X-Request-Id: mine\r\n\r\n")
				.readAll();
			assertThat(answer).startsWith("HTTP/1.1 400 ")
				.contains("X-Request-Id: mine", "two hexadecimal digits", "\"request_id\":\"mine\"")
				.doesNotContain("<still open>");
		}
		nothingArrived();
	}

	@Test
	void errorsOnModelRoutesKeepBrowsersFromGuessing() throws IOException {
		try (RawSocket client = client()) {
			assertThat(client.send(CHAT.replace("\"m\"", "\"x\"")).readAnswer()).startsWith("HTTP/1.1 404 ")
				.contains("\r\nX-Content-Type-Options: nosniff\r\n", "\r\nContent-Security-Policy: default-src 'none'");
			assertThat(client.send(CHAT).readAnswer()).startsWith("HTTP/1.1 200 ")
				.doesNotContain("nosniff", "Content-Security-Policy");
		}
	}

	@Test
	void anErrorOfTheConnectionIsAsWholeAsAnyOther() throws IOException {
		try (RawSocket client = client()) {
			String answer = client.send("not HTTP at all\r\n\r\n").readAnswer();
			assertThat(answer).startsWith("HTTP/1.1 400 ")
				.containsIgnoringCase("\r\nconnection: close\r\n")
				.contains("\r\nX-Request-Id: ", "\r\nX-Content-Type-Options: nosniff\r\n",
						"\r\nContent-Security-Policy: default-src 'none'")
				.containsPattern(
						"\\{\"src\":\"llama-swap\",\"error\":\\{\"message\":\"the request could not be read: .*"
								+ "\"code\":\"bad_request\",\"request_id\":\"[0-9a-f-]+\"}}$");
		}
		String head = " HTTP/1.1\r\n" + HOST + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n";
		try (RawSocket client = client()) {
			assertThat(client.send("POST /v1/messages" + head).readAnswer()).contains("\"type\":\"error\"");
		}
		try (RawSocket client = client()) {
			assertThat(client.send("POST /v1/rerank" + head.replace("Host", "Accept: text/html\r\nHost")).readAnswer())
				.containsIgnoringCase("content-type: text/html")
				.contains("<h1>llama-swap</h1>");
		}
		try (RawSocket client = client()) {
			String answer = client.send("HEAD /running?%" + head.substring(0, 11) + HOST + "\r\n").readAll();
			assertThat(answer).startsWith("HTTP/1.1 400 ").endsWith("\r\n\r\n");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST /v1/messages?a=%s HTTP/1.1\r\n", "POST /v1/messages?a HTTP/x\r\n\r\n",
			"POST /v1/messages HTTP/1.1\r\nHo" })
	void aRequestLineDecidesTheShapeHoweverLittleCameOfIt(String head) throws IOException {
		String line = head.formatted("a".repeat(9000));
		for (int first : new int[] { 1, 9, line.length() }) {
			try (RawSocket client = client()) {
				client.send(line.substring(0, first)).send(line.substring(first));
				assertThat(client.readAll()).containsPattern("^HTTP/1.1 4(00|08|14) ")
					.contains("\"type\":\"error\"", "},\"request_id\":\"")
					.doesNotContain("<still open>");
			}
		}
	}

	@Test
	void theManagementPortAnswersAsWhole() throws IOException {
		try (RawSocket client = new RawSocket(this.application.managementAddress())) {
			assertThat(client.send("GET /actuator/health HTTP/1.1\r\n" + HOST + "X-A: b\r\n c\r\n\r\n").readAll())
				.startsWith("HTTP/1.1 400 ")
				.contains("a line of its head begins with white space", "\r\nX-Request-Id: ", "\"request_id\":\"")
				.doesNotContain("<still open>");
		}
		try (RawSocket client = new RawSocket(this.application.managementAddress())) {
			assertThat(client.send("GET /actuator/health HTTP/1.1\r\n" + HOST + "X-A: " + "a".repeat(5000) + "\r\n\r\n")
				.readAll()).startsWith("HTTP/1.1 431 ")
				.contains("request headers too large (limit: 4096 bytes)")
				.doesNotContain("<still open>");
		}
		try (RawSocket client = new RawSocket(this.application.managementAddress())) {
			assertThat(client.send("GET /actuator/health HTTP/1.1\r\nHost: loc").readAll()).startsWith("HTTP/1.1 408 ")
				.doesNotContain("<still open>");
		}
	}

	@Test
	void anAnswerOnItsWayComesBeforeTheErrorOfTheNextRequest() throws IOException {
		try (RawSocket client = client()) {
			client.send(CHAT + "GET /%zz HTTP/1.1\r\n" + HOST + "X-Request-Id: second\r\n\r\nGET /health HTTP/1.1\r\n"
					+ HOST + "\r\n");
			assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ").contains("chat.completion");
			assertThat(client.readAll()).startsWith("HTTP/1.1 400 ")
				.contains("X-Request-Id: second")
				.doesNotContain("<still open>", "HTTP/1.1 200");
		}
		assertThat(requests()).isEqualTo(this.before + 1);
	}

	@Test
	void linesAndHeadsHaveBounds() throws IOException {
		String line = "GET /health?" + "a".repeat(8192 - "GET /health? HTTP/1.1".length()) + " HTTP/1.1\r\n";
		String head = "GET /health HTTP/1.1\r\n" + HOST + "X-A: " + "a".repeat(2000) + "\r\nX-A: "
				+ "a".repeat(4096 - HOST.strip().length() - 2000 - "X-A: X-A: ".length()) + "\r\n";
		try (RawSocket client = client()) {
			assertThat(client.send(line + HOST + "\r\n").readAnswer()).startsWith("HTTP/1.1 200 ");
			assertThat(client.send(head + "\r\n").readAnswer()).startsWith("HTTP/1.1 200 ");
			assertThat(client.send(line.replace("aa ", "aaa ") + HOST + "\r\n").readAll()).startsWith("HTTP/1.1 414 ")
				.contains("request line too long (limit: 8192 bytes)")
				.doesNotContain("<still open>");
		}
		try (RawSocket client = client()) {
			assertThat(client.send(head.replace("aa\r\n", "aaa\r\n") + "\r\n").readAll()).startsWith("HTTP/1.1 431 ")
				.contains("request headers too large (limit: 4096 bytes)")
				.doesNotContain("<still open>");
		}
	}

	@Test
	void aBodyOverTheLimitIsRefusedBeforeItIsSent() throws IOException {
		try (RawSocket client = client()) {
			client.send(POST + "Expect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n");
			assertThat(client.readAnswer()).startsWith("HTTP/1.1 413 ").contains("request body too large");
		}
		nothingArrived();
	}

	@Test
	void continueIsSaidOnlyWhenTheBodyIsWanted() throws IOException {
		String head = POST + "Expect: 100-continue\r\nContent-Length: " + BODY.length() + "\r\n\r\n";
		try (RawSocket client = client()) {
			client.send(head);
			assertThat(client.readAnswer()).startsWith("HTTP/1.1 100 ");
			assertThat(client.send(BODY).readAnswer()).startsWith("HTTP/1.1 200 ");
		}
		try (RawSocket client = client()) {
			assertThat(client.send(head.replace("localhost", "evil.example")).readAnswer()).startsWith("HTTP/1.1 403 ");
		}
		assertThat(requests()).isEqualTo(this.before + 1);
	}

	@Test
	void halfAHeadIsGivenUp() throws IOException {
		try (RawSocket client = client()) {
			assertThat(client.send("GET /running HTTP/1.1\r\nHost: loc").readAll()).startsWith("HTTP/1.1 408 ")
				.contains("the request's head did not come in time", "X-Request-Id: ")
				.doesNotContain("<still open>");
		}
	}

	@Test
	void halfABodyIsGivenUpAndNothingArrives() throws IOException {
		try (RawSocket client = client()) {
			client.send(POST + "Content-Length: 500\r\n\r\n{\"messages\":[],");
			assertThat(client.readAll()).startsWith("HTTP/1.1 408 ").doesNotContain("<still open>");
		}
		nothingArrived();
	}

	@Test
	void aBodyThatStopsBehindItsModelNeverLooksComplete() throws IOException {
		try (RawSocket client = client()) {
			client.send(POST + "Content-Length: 500\r\n\r\n" + BODY.substring(0, 30));
			assertThat(client.readAll()).doesNotContain("HTTP/1.1 200").doesNotContain("<still open>");
		}
		assertThat(this.journal.find("m", "response").stream().skip(this.before))
			.noneMatch((entry) -> "done".equals(entry.detail("outcome")));
	}

	@Test
	void pipelinedRequestsAreAnsweredInTheirOrder() throws IOException {
		try (RawSocket client = client()) {
			client.send("GET /health HTTP/1.1\r\n" + HOST + "\r\n" + CHAT + "GET /nowhere HTTP/1.1\r\n" + HOST + "\r\n"
					+ CHAT);
			assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ").endsWith("OK");
			assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ").contains("chat.completion");
			assertThat(client.readAnswer()).startsWith("HTTP/1.1 404 ");
			assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ").contains("chat.completion");
		}
		assertThat(requests()).isEqualTo(this.before + 2);
	}

	// It was dropped, and the connection ended behind the answer before.
	@Test
	void whoAsksForTheEndBehindOthersIsAnsweredFirst() throws IOException {
		try (RawSocket client = client()) {
			client.send(CHAT + CHAT.replace(HOST, HOST + "Connection: close\r\n") + CHAT);
			assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ")
				.contains("chat.completion")
				.doesNotContainIgnoringCase("connection: close");
			assertThat(client.readAll()).startsWith("HTTP/1.1 200 ")
				.containsOnlyOnce("\"chat.completion\"")
				.containsIgnoringCase("connection: close")
				.doesNotContain("<still open>");
		}
		assertThat(requests()).isEqualTo(this.before + 2);
	}

	@Test
	void anEarlyAnswerComesWhileTheBodyIsStillBeingSent() throws IOException {
		try (RawSocket client = client()) {
			client.send(POST + "Content-Length: 3000000\r\n\r\n{\"model\":\"nobody\",\"x\":\"" + "a".repeat(100_000));
			client.send("a".repeat(2_000_000));
			String answer = client.send("a".repeat(3_000_000 - 2_100_000 - 23)).readAnswer();
			assertThat(answer).startsWith("HTTP/1.1 404 ").contains("no router for requested model");
		}
		nothingArrived();
	}

	// One end of a connection cannot be told from both ends, and the work of a client
	// that leaves has to stop.
	@Test
	void aClientThatEndsItsSideHasLeft() throws IOException {
		try (RawSocket client = client()) {
			client.send(CHAT.replace("\"max_tokens\":1,", "\"max_tokens\":9,")).endOutput();
			assertThat(client.readAll()).doesNotContain("<still open>");
		}
	}

	@Test
	void anErrorEndsNoConnectionThatIsStillInStep() throws IOException {
		try (RawSocket client = client()) {
			assertThat(client.send(CHAT.replace("\"m\"", "\"x\"")).readAnswer()).startsWith("HTTP/1.1 404 ");
			assertThat(client.send("POST /nowhere HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\n\r\nabc").readAnswer())
				.startsWith("HTTP/1.1 404 ");
			assertThat(client.send(CHAT.replace("localhost", "evil.example")).readAnswer()).startsWith("HTTP/1.1 403 ");
			assertThat(client.send(CHAT).readAnswer()).startsWith("HTTP/1.1 200 ");
		}
	}

}
