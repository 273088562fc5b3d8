package io.llamaswap.connection;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.llamaswap.RunningApplication;
import io.llamaswap.test.DemoModels;
import io.llamaswap.test.RawSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Six hundred clients that say nothing, write slowly or do not read: everybody else is
 * served, and the slow ones are given up in time.
 */
class SlowClientsIntegrationTests {

	private static final int OF_EACH_KIND = 200;

	private static final String HOST = "Host: localhost\r\n";

	private static final String POST = "POST /v1/chat/completions HTTP/1.1\r\n" + HOST
			+ "Content-Type: application/json\r\n";

	@TempDir
	private static Path folder;

	private final List<RawSocket> slow = new ArrayList<>();

	@AfterEach
	void leave() throws IOException {
		for (RawSocket client : this.slow) {
			client.close();
		}
	}

	@Test
	void sixHundredSlowClientsTakeTheServiceFromNobody() throws IOException {
		System.setProperty("llamaswap.limits.head", "5s");
		System.setProperty("llamaswap.limits.body-pause", "5s");
		try (RunningApplication application = start(folder,
				DemoModels.startPort() + "models:\n  m:\n    concurrencyLimit: 1000\n    cmd: "
						+ DemoModels.command("m", "--tokens-per-second", "4") + "\n")) {
			good(application, 1);
			for (int number = 0; number < OF_EACH_KIND; number++) {
				add(application, "");
				add(application, (number % 2 == 0) ? "GET /running HTTP/1.1\r\n"
						: POST + "Content-Length: 900\r\n\r\n{\"model\":\"m\",");
				add(application, chat(true, 100_000));
				if (number % 10 == 0) {
					good(application, 1);
				}
			}
			good(application, 20);
			for (int number = 1; number < this.slow.size(); number += 3) {
				assertThat(this.slow.get(number).isClosedByServerAfter408()).isTrue();
			}
			good(application, 5);
			leave();
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> application.status("m").inFlight() == 0);
			good(application, 1);
		}
		finally {
			System.clearProperty("llamaswap.limits.head");
			System.clearProperty("llamaswap.limits.body-pause");
		}
	}

	RunningApplication start(Path files, String yaml) throws IOException {
		return RunningApplication.start(files, yaml);
	}

	RawSocket connect(URI address) throws IOException {
		return new RawSocket(address);
	}

	private void add(RunningApplication application, String text) throws IOException {
		this.slow.add(connect(application.address()).send(text));
	}

	private void good(RunningApplication application, int rounds) throws IOException {
		try (RawSocket client = connect(application.address()).patience(30_000)) {
			for (int round = 0; round < rounds; round++) {
				assertThat(client.send(chat(false, 1)).readAnswer()).startsWith("HTTP/1.1 200 ")
					.contains("chat.completion");
				assertThat(client.send("GET /running HTTP/1.1\r\n" + HOST + "\r\n").readAnswer())
					.startsWith("HTTP/1.1 200 ");
			}
		}
	}

	private static String chat(boolean stream, int tokens) {
		String body = "{\"model\":\"m\",\"stream\":" + stream + ",\"max_tokens\":" + tokens + ",\"messages\":[]}";
		return POST + "Content-Length: " + body.length() + "\r\n\r\n" + body;
	}

}
