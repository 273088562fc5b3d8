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
 * What a request says about whom it is for (B9), in the running application. In a cluster
 * Boot would believe it.
 */
@ExtendWith(OutputCaptureExtension.class)
class ForwardedAddressIntegrationTests {

	private static final String PLATFORM = "spring.main.cloud-platform";

	private static final String SPOOFED = """
			X-Forwarded-For: 203.0.113.7\r
			X-Real-IP: 203.0.113.7\r
			X-Forwarded-Host: evil.example\r
			X-Forwarded-Proto: https\r
			X-Forwarded-Prefix: /evil\r
			Forwarded: for=203.0.113.7;host=evil.example;proto=https\r
			\r
			""";

	@TempDir
	private Path folder;

	@Test
	void whatIsSpoofedChangesNothing(CapturedOutput output) throws IOException {
		try (RunningApplication application = inACluster("");
				RawSocket client = new RawSocket(application.address()).patience(60_000)) {
			assertThat(ask("GET /upstream/m", SPOOFED, client)).contains(" 301 ")
				.containsIgnoringCase("location: /upstream/m/\r\n");
			assertThat(ask("GET /upstream/m/echo", SPOOFED, client)).contains("203.0.113.7, 127.0.0.1");
			assertThat(ask("GET /", SPOOFED, client)).doesNotContain("evil");
			assertThat(ask("GET /unload", SPOOFED.replace("203.0.113.7", "127.0.0.1"), client)).contains(" 403 ");
			assertThat(ask("GET /running", "\r\n", client)).contains("\"model\":\"m\"");
		}
		assertThat(output.getAll()).contains("Request 127.0.0.1 \"GET /upstream/m/echo")
			.doesNotContain("Request 203.0.113.7");
	}

	@Test
	void aTrustedProxySaysWhomItIsForAndLetsNobodyIn(CapturedOutput output) throws IOException {
		try (RunningApplication application = inACluster("trustedProxies: [127.0.0.0/8]");
				RawSocket client = new RawSocket(application.address()).patience(60_000)) {
			assertThat(ask("GET /upstream/m/echo", SPOOFED, client)).contains("203.0.113.7, 127.0.0.1");
			assertThat(ask("GET /unload", SPOOFED.replace("203.0.113.7", "127.0.0.1"), client)).contains(" 403 ");
			assertThat(ask("GET /running", "\r\n", client)).contains("\"model\":\"m\"");
		}
		assertThat(output.getAll()).contains("Request 203.0.113.7 \"GET /upstream/m/echo",
				"Request 127.0.0.1 \"GET /running");
	}

	private RunningApplication inACluster(String keys) throws IOException {
		System.setProperty(PLATFORM, "kubernetes");
		try {
			return RunningApplication.start(this.folder,
					"logRequests: true\n%s\nmodels:\n  m:\n    cmd: %s\n".formatted(keys, DemoModels.command("m")));
		}
		finally {
			System.clearProperty(PLATFORM);
		}
	}

	private static String ask(String line, String headers, RawSocket client) throws IOException {
		return client.send(line + " HTTP/1.1\r\nHost: localhost\r\n" + headers).readAnswer();
	}

}
