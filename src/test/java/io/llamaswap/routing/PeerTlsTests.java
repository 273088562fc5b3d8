package io.llamaswap.routing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import javax.net.ssl.KeyManagerFactory;

import io.llamaswap.test.Configurations;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
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

	private static final String PASSWORD = "changeit";

	private static final String TRUST = "javax.net.ssl.trustStore";

	private final Queue<String> keys = new ConcurrentLinkedQueue<>();

	@TempDir
	private Path folder;

	private DisposableServer server;

	private DataPath path;

	@BeforeEach
	void start() throws Exception {
		SslContext context = context(makeKeyStore());
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
		this.path.close();
		this.server.disposeNow();
	}

	@Test
	void trustedPeerIsAsked() throws IOException {
		System.setProperty(TRUST, this.folder.resolve("store.p12").toString());
		System.setProperty(TRUST + "Password", PASSWORD);
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

	private KeyStore makeKeyStore() throws IOException, InterruptedException, GeneralSecurityException {
		Path file = this.folder.resolve("store.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "test", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=ip:127.0.0.1",
				"-validity", "2", "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", PASSWORD)
			.inheritIO()
			.start();
		assertThat(keytool.waitFor()).isZero();
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(file)) {
			store.load(in, PASSWORD.toCharArray());
		}
		return store;
	}

	private static SslContext context(KeyStore store) throws GeneralSecurityException, IOException {
		KeyManagerFactory manager = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		manager.init(store, PASSWORD.toCharArray());
		return SslContextBuilder.forServer(manager).build();
	}

}
