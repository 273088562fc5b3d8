package io.llamaswap.routing;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

import io.llamaswap.config.Configuration;
import io.llamaswap.test.Configurations;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ProbeTests {

	private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

	private final SocketUpstream upstream = SocketUpstream.answering(OK);

	private DataPath path = start("");

	@AfterEach
	void stop() throws IOException {
		this.path.close();
		this.upstream.close();
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			HEAD /upstream/m/                  |                          | HEAD loads nothing
			HEAD /v1/audio/voices?model=m      |                          | HEAD loads nothing
			HEAD /sdapi/v1/loras?model=m       |                          | HEAD loads nothing
			OPTIONS /upstream/m/               |                          | OPTIONS loads nothing
			GET /props?model=m                 |                          | upstream.loadOnGet
			GET /slots?model=m                 |                          | upstream.loadOnGet
			GET /v1/whatever?model=m           |                          | upstream.loadOnGet
			GET /upstream/m/favicon.ico        |                          | upstream.ignorePaths
			GET /upstream/m/app.js             |                          | upstream.ignorePaths
			POST /upstream/m/a.json            |                          | upstream.ignorePaths
			GET /upstream/m/font.woff2         |                          | parts of pages
			GET /upstream/m/site.webmanifest   |                          | parts of pages
			GET /upstream/m/worker             | Service-Worker: script   | parts of pages
			GET /upstream/m/logo               | Sec-Fetch-Dest: image    | parts of pages
			GET /upstream/m/                   | Sec-Purpose: prefetch    | parts of pages
			""")
	void loadsNothingButPassesIfTheModelIsReady(String line, String header, String reason) throws IOException {
		String request = line + " HTTP/1.1\r\nHost: h\r\n" + ((header != null) ? header + "\r\n" : "") + "\r\n";
		assertThat(this.path.exchange(request)).startsWith("HTTP/1.1 200 ");
		this.path.lifecycle.unload("m");
		String answer = this.path.exchange(request);
		assertThat(answer).startsWith("HTTP/1.1 409 ");
		if (!line.startsWith("HEAD")) {
			assertThat(answer).contains("model m is not loaded; ", reason);
		}
		assertThat(this.upstream.heads).hasSize(1);
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource({ "GET /upstream/m/", "GET /upstream/m/v1/models", "GET /v1/audio/voices?model=m",
			"GET /sdapi/v1/loras?model=m", "POST /props?model=m", "POST /upstream/m/app", "DELETE /x?model=m" })
	void loadsItsModel(String line) throws IOException {
		this.path.lifecycle.unload("m");
		assertThat(this.path.exchange(line + " HTTP/1.1\r\nHost: h\r\n\r\n")).startsWith("HTTP/1.1 200 ");
	}

	@Test
	void settingSaysWhichGetsLoad() throws IOException {
		this.path.close();
		this.path = start("upstream: {loadOnGet: ['^/props$'], ignorePaths: ['^/only']}\n");
		this.path.lifecycle.unload("m");
		assertThat(this.path.exchange(DataPath.get("/props?model=m"))).startsWith("HTTP/1.1 200 ");
		assertThat(this.path.exchange(DataPath.get("/upstream/m/"))).startsWith("HTTP/1.1 409 ");
		assertThat(this.path.exchange(DataPath.post("/upstream/m/only/x", ""))).startsWith("HTTP/1.1 409 ");
		assertThat(this.path.exchange(DataPath.post("/upstream/m/a.json", ""))).startsWith("HTTP/1.1 200 ");
	}

	@Test
	void propsOfAModelThatIsGoneAreThoseOfItsLastLife() throws IOException {
		String props = "{\"n_ctx\":1}";
		try (SocketUpstream server = SocketUpstream.answering("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
				+ "Content-Length: " + props.length() + "\r\n\r\n" + props)) {
			this.path.lifecycle.serve("m", server.uri(), 2);
			this.path.lifecycle.becomeReady("m", Instant.EPOCH);
			this.path.lifecycle.becomeReady("m", Instant.EPOCH);
			this.path.lifecycle.unload("m");
			Awaitility.await()
				.atMost(Duration.ofSeconds(5))
				.untilAsserted(
						() -> assertThat(this.path.exchange(DataPath.get("/props?model=m"))).startsWith("HTTP/1.1 200 ")
							.containsIgnoringCase("\r\nage: 0\r\n")
							.endsWith("\r\n\r\n" + props));
			assertThat(this.path.exchange(DataPath.get("/props?model=m").replace("GET", "HEAD")))
				.startsWith("HTTP/1.1 200 ")
				.endsWith("\r\n\r\n");
			assertThat(server.heads).as("asked once per life").hasSize(1);
			assertThat(this.path.lifecycle.open()).isZero();
		}
	}

	@Test
	void whatIsTooLargeOrNoJsonIsNotRemembered() throws IOException {
		try (SocketUpstream server = new SocketUpstream((connection) -> {
			connection.readHead();
			connection.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 3000000\r\n\r\n");
			connection.write(new byte[3_000_000]);
		})) {
			this.path.lifecycle.serve("m", server.uri(), 2);
			this.path.lifecycle.becomeReady("m", Instant.EPOCH);
			this.path.lifecycle.unload("m");
			Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> server.closed.get() == 1);
			assertThat(this.path.exchange(DataPath.get("/props?model=m"))).startsWith("HTTP/1.1 409 ");
		}
	}

	@Test
	void noPatternTakesLong() {
		Configuration configuration = Configurations
			.parse("upstream: {ignorePaths: ['^(/a+)+$', '(a|aa)+b'], loadOnGet: ['(.*)*x(.*)*y$']}");
		String path = "/" + "a".repeat(2046) + "!";
		DefaultHttpHeaders none = new DefaultHttpHeaders();
		assertThat(CompletableFuture
			.supplyAsync(() -> Probe.below(HttpMethod.GET, none, path, path, configuration.access().probes())))
			.succeedsWithin(Duration.ofSeconds(20))
			.asString()
			.contains("upstream.loadOnGet");
	}

	private DataPath start(String settings) {
		Configuration configuration = Configurations.parse(settings + "models: {m: {cmd: 'x ${PORT}'}}");
		DataPath next = new DataPath(configuration);
		next.lifecycle.serve("m", this.upstream.uri(), 1);
		return next;
	}

}
