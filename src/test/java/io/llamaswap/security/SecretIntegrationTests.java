package io.llamaswap.security;

import java.io.IOException;
import java.nio.file.Path;

import io.llamaswap.RunningApplication;
import io.llamaswap.test.DemoModels;
import io.llamaswap.test.RawSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A key is searched for in everything that comes out of the running application (B3, B4,
 * C172, C173).
 */
@ExtendWith(OutputCaptureExtension.class)
class SecretIntegrationTests {

	private static final String KEY = "canary-5d41402abc4b2a76";

	private static final String BASIC = CredentialsTests.basic("me:" + KEY);

	private static final String HOST = "HTTP/1.1\r\nHost: localhost\r\n";

	@Test
	void aKeyReachesNeitherModelsNorLogsNorAnswers(@TempDir Path folder, CapturedOutput output) throws IOException {
		try (RunningApplication application = RunningApplication.start(folder, """
				apiKeys: [%s]
				logRequests: true
				logLevel: debug
				callers: {alice: {key: %s-too}}
				models:
				  m:
				    cmd: %s
				""".formatted(KEY, KEY, DemoModels.command("m")));
				RawSocket client = new RawSocket(application.address()).patience(60_000)) {
			for (String header : new String[] { "Authorization: Bearer " + KEY, "x-api-key: " + KEY,
					"Authorization: " + BASIC,
					"X-Api-Key: " + KEY + "-too\r\nProxy-Authorization: Bearer " + KEY + "\r\nCookie: key=" + KEY }) {
				clean(ask(client, "GET /upstream/m/echo", header), "\"target\":\"/echo\"");
				clean(ask(client, "GET /v1/models", header), "\"id\":\"m\"");
				clean(ask(client, "GET /upstream/nobody/x", header), "model not found");
				clean(ask(client, "POST /v1/chat/completions", header), "no model id");
			}
			String admin = "x-api-key: " + KEY;
			for (String path : new String[] { "/running", "/logs", "/api/version", "/upstream" }) {
				clean(ask(client, "GET " + path, admin), "HTTP/1.1 200 ");
			}
			clean(ask(client, "GET /running", admin + "-wrong"), "HTTP/1.1 401 ");
			clean(ask(client, "GET /running?key=x", "Authorization: Bearer " + KEY + "-wrong"), "HTTP/1.1 401 ");
			clean(ask(client, "GET /metrics", admin), "llamaswap_keys_failed_total 2.0");
		}
		assertThat(output.getAll()).contains("/upstream/m/echo")
			.doesNotContain(KEY)
			.doesNotContain(BASIC.substring("Basic ".length()));
	}

	private static String ask(RawSocket client, String line, String header) throws IOException {
		return client.send(line + " " + HOST + header + "\r\n\r\n").readAnswer();
	}

	private static void clean(String answer, String expected) {
		assertThat(answer).contains(expected).doesNotContain(KEY).doesNotContain(BASIC.substring("Basic ".length()));
	}

}
