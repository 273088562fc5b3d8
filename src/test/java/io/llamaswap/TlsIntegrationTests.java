package io.llamaswap;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

import io.llamaswap.test.ProgramProcess;
import io.llamaswap.test.TestCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * HTTPS from a pair of PEM files (contract C007).
 */
class TlsIntegrationTests {

	@TempDir
	private Path folder;

	@Test
	void aPairOfFilesServesHttpsWithHttp2() throws IOException, InterruptedException {
		TestCertificate certificate = TestCertificate.in(this.folder);
		try (ProgramProcess program = ProgramProcess
			.start(this.folder, "--listen", "127.0.0.1:0", "-tls-cert-file", certificate.certificate().toString(),
					"-tls-key-file", certificate.key().toString())
			.awaitReady()) {
			assertThat(program.url()).startsWith("https://127.0.0.1:");
			HttpResponse<String> answer = HttpClient.newBuilder()
				.sslContext(certificate.trusting())
				.build()
				.send(HttpRequest.newBuilder(URI.create(program.url() + "/health")).build(), BodyHandlers.ofString());
			assertThat(answer.statusCode()).isEqualTo(200);
			assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
			assertThat(program.managementUrl()).startsWith("http://127.0.0.1:");
		}
	}

}
