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

	private final Queue<String> keys = new ConcurrentLinkedQueue<>();

	@TempDir
	private Path folder;

	private TestCertificate certificate;

	private DisposableServer server;

	private DataPath path;

	@BeforeEach
	void start() {
		this.certificate = TestCertificate.in(this.folder);
		SslContext context = this.certificate.serving();
		this.server = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.secure((spec) -> spec.sslContext(context))
			.handle((request, response) -> {
				this.keys.add(request.requestHeaders().get("x-api-key"));
				return request.uri().startsWith("/v1/realtime")
						? response.sendWebsocket((in, out) -> out.sendString(Mono.just("from afar")))
						: response.sendString(Mono.just("from afar"));
			})
			.bindNow();
		this.path = path("");
	}

	private DataPath path(String more) {
		return new DataPath(Configurations.parse("peers: {far: {proxy: 'https://127.0.0.1:" + this.server.port()
				+ "', models: [m], apiKey: theirs" + more + "}}"));
	}

	@AfterEach
	void stop() {
		TestCertificate.distrust();
		this.path.close();
		this.server.disposeNow();
	}

	@Test
	void trustedPeerIsAsked() throws IOException {
		this.certificate.trust();
		assertThat(this.path.exchange(DataPath.post("/v1/completions", "{\"model\":\"m\"}")))
			.startsWith("HTTP/1.1 200 ")
			.contains("from afar");
		assertThat(this.keys).containsExactly("theirs");
	}

	@Test
	void peerThatItsFileVouchesForIsAsked() throws IOException {
		trustTheFile();
		assertThat(this.path.exchange(DataPath.post("/v1/completions", "{\"model\":\"m\"}")))
			.startsWith("HTTP/1.1 200 ")
			.contains("from afar");
	}

	@Test
	void tunnelToPeerGoesByTheSameCertificates() throws IOException {
		try (DataPath.Client client = this.path.connect()) {
			client.write(WebSocketTunnelTests.ask("/v1/realtime?model=m"));
			assertThat(client.readUntil("not trusted")).startsWith("HTTP/1.1 502 ");
		}
		assertThat(this.keys).isEmpty();
		trustTheFile();
		try (DataPath.Client client = this.path.connect()) {
			client.write(WebSocketTunnelTests.ask("/v1/realtime?model=m"));
			assertThat(client.readUntil("from afar")).startsWith("HTTP/1.1 101 ");
		}
		assertThat(this.keys).containsExactly("theirs");
	}

	private void trustTheFile() {
		this.path.close();
		this.path = path(", caFile: '" + this.certificate.certificate() + "'");
	}

	@Test
	void peerThatNobodyVouchesForGetsNoKey() throws IOException {
		assertThat(this.path.exchange(DataPath.post("/v1/completions", "{\"model\":\"m\"}")))
			.startsWith("HTTP/1.1 502 ")
			.contains("not trusted");
		assertThat(this.keys).isEmpty();
		assertThat(this.path.peerHealth.pausing("far")).isNotNull();
	}

}
