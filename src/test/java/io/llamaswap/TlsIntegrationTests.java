package io.llamaswap;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.llamaswap.test.ProgramProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * HTTPS from a pair of PEM files (contract C007).
 */
class TlsIntegrationTests {

	private static final char[] PASSWORD = "not-a-secret".toCharArray();

	@TempDir
	private Path folder;

	@Test
	void aPairOfFilesServesHttpsWithHttp2() throws IOException, InterruptedException, GeneralSecurityException {
		KeyStore store = makeKeyStore();
		Path certificate = pem("certificate.pem", "CERTIFICATE", store.getCertificate("test").getEncoded());
		Path key = pem("key.pem", "PRIVATE KEY", store.getKey("test", PASSWORD).getEncoded());
		try (ProgramProcess program = ProgramProcess
			.start(this.folder, "--listen", "127.0.0.1:0", "-tls-cert-file", certificate.toString(), "-tls-key-file",
					key.toString())
			.awaitReady()) {
			assertThat(program.url()).startsWith("https://127.0.0.1:");
			HttpResponse<String> answer = HttpClient.newBuilder()
				.sslContext(trusting(store))
				.build()
				.send(HttpRequest.newBuilder(URI.create(program.url() + "/health")).build(), BodyHandlers.ofString());
			assertThat(answer.statusCode()).isEqualTo(200);
			assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
			assertThat(program.managementUrl()).startsWith("http://127.0.0.1:");
		}
	}

	private KeyStore makeKeyStore() throws IOException, InterruptedException, GeneralSecurityException {
		Path file = this.folder.resolve("store.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "test", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=ip:127.0.0.1",
				"-validity", "2", "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass",
				new String(PASSWORD))
			.inheritIO()
			.start();
		assertThat(keytool.waitFor()).isZero();
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(file)) {
			store.load(in, PASSWORD);
		}
		return store;
	}

	private Path pem(String name, String type, byte[] content) throws IOException {
		String text = Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(content);
		return Files.writeString(this.folder.resolve(name),
				"-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n", StandardCharsets.US_ASCII);
	}

	private static SSLContext trusting(KeyStore store) throws GeneralSecurityException, IOException {
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		trusted.setCertificateEntry("test", store.getCertificate("test"));
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(trusted);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context;
	}

}
