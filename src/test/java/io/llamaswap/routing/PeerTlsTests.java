package io.llamaswap.routing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.llamaswap.test.Configurations;
import io.llamaswap.test.TestCertificate;
import io.netty.handler.ssl.SslContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Peers behind TLS: asked only if their certificate is trusted.
 */
class PeerTlsTests {

	private static final String TRUST = "javax.net.ssl.trustStore";

	private final Queue<String> keys = new ConcurrentLinkedQueue<>();

	@TempDir
	private Path folder;

	private DisposableServer server;

	private DataPath path;

	@BeforeEach
	void start() {
		SslContext context = TestCertificate.in(this.folder).serving();
		this.server = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.secure((spec) -> spec.sslContext(context))
			.handle((request, response) -> {
				this.keys.add(request.requestHeaders().get("x-api-key"));
				return response.sendString(Mono.just("from afar"));
			})
			.bindNow();
		this.path = new DataPath(Configurations.parse(
				"peers: {far: {proxy: 'https://127.0.0.1:" + this.server.port() + "', models: [m], apiKey: theirs}}"));
	}

	@AfterEach
	void stop() {
		System.clearProperty(TRUST);
		System.clearProperty(TRUST + "Password");
		this.path.close();
		this.server.disposeNow();
	}

	@Test
	void trustedPeerIsAsked() throws IOException {
		System.setProperty(TRUST, this.folder.resolve("store.p12").toString());
		System.setProperty(TRUST + "Password", TestCertificate.PASSWORD);
		assertThat(this.path.exchange(DataPath.post("/v1/completions", "{\"model\":\"m\"}")))
			.startsWith("HTTP/1.1 200 ")
			.contains("from afar");
		assertThat(this.keys).containsExactly("theirs");
	}

	@Test
	void peerThatNobodyVouchesForGetsNoKey() throws IOException {
		assertThat(this.path.exchange(DataPath.post("/v1/completions", "{\"model\":\"m\"}")))
			.startsWith("HTTP/1.1 502 ")
			.contains("not trusted");
		assertThat(this.keys).isEmpty();
		assertThat(this.path.peerHealth.failure("far")).isNotNull();
	}

}
