package io.llamaswap.e2e;

import java.nio.file.Path;
import java.util.regex.Pattern;

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
 * What the program says of itself at level debug.
 */
@ExtendWith(OutputCaptureExtension.class)
class DebugLinesIntegrationTests {

	private static final Pattern NULL = Pattern.compile("\\bnull\\b");

	@Test
	void whatIsAbsentIsLeftOutAndNotCalledNull(@TempDir Path folder, CapturedOutput output) throws Exception {
		try (RunningApplication application = RunningApplication.start(folder,
				DemoModels.startPort() + """
						logRequests: true
						logLevel: debug
						models:
						  good: {cmd: '%s'}
						  nothing: {cmd: 'no-such-program ${PORT}'}
						  dead: {cmd: '%s'}
						""".formatted(DemoModels.command("good").replace("'", "''"),
						DemoModels.command("dead", "--exit-at-start", "7").replace("'", "''")));
				RawSocket client = new RawSocket(application.address()).patience(60_000)) {
			ask(client, "GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n");
			ask(client, "GET /no/such/page HTTP/1.1\r\nHost: localhost\r\n\r\n");
			for (String model : new String[] { "good", "nothing", "dead", "unknown", "" }) {
				String body = "{\"model\":\"" + model + "\",\"prompt\":\"Hi\"}";
				ask(client, "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length()
						+ "\r\n\r\n" + body);
			}
			ask(client, "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}");
			ask(client, "GET /unload HTTP/1.1\r\nHost: localhost\r\n\r\n");
		}
		assertThat(output.getAll().lines())
			.anyMatch((line) -> line.contains("[DEBUG] nothing: stopping Failed[model=nothing, failure=COMMAND ("))
			.anyMatch((line) -> line.contains("[DEBUG] good: ready Ready["))
			.noneMatch((line) -> NULL.matcher(line).find());
	}

	private static void ask(RawSocket client, String request) throws Exception {
		assertThat(client.send(request).readAnswer()).startsWith("HTTP/1.1 ");
	}

}
