package io.llamaswap.security;

import java.io.IOException;
import java.nio.file.Path;

import io.llamaswap.RunningApplication;
import io.llamaswap.test.Browser;
import io.llamaswap.test.DemoModels;
import io.llamaswap.test.RawSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What pages of model servers can do (A7).
 */
class ModelPagesIntegrationTests {

	private static final String HTML = "Accept: text/html,*/*\r\n";

	@TempDir
	private Path folder;

	@Test
	void withANameOfTheirOwnTheyAreShownThereAndNothingElseIs() throws IOException {
		try (RunningApplication application = start("upstreamHost: models.localhost");
				RawSocket client = new RawSocket(application.address()).patience(60_000)) {
			assertThat(ask("GET /upstream/m/a%2Fb?c=d", "localhost:1", HTML, client)).contains(" 307 ")
				.containsIgnoringCase("location: //models.localhost:1/upstream/m/a%2Fb?c=d\r\n");
			assertThat(ask("GET /upstream/m/echo", "[::1]", "Sec-Fetch-Dest: iframe\r\n", client))
				.containsIgnoringCase("location: //models.localhost/upstream/m/echo\r\n");
			assertThat(ask("GET /upstream/m/echo", "models.localhost", HTML, client)).contains(" 200 ");
			assertThat(ask("GET /upstream/m/echo", "localhost", "Accept: */*\r\n", client)).as("a program")
				.contains(" 200 ");
			for (String line : new String[] { "POST /api/models/unload", "GET /unload", "GET /ui/", "GET /running",
					"GET /v1/models", "POST /v1/chat/completions", "GET /upstream/m/../../api/version",
					"GET /%75pstream/m/", "GET /" }) {
				assertThat(ask(line, "Models.Localhost:1", "Content-Length: 0\r\n", client)).as(line)
					.doesNotContain(" 200 ")
					.containsAnyOf(" 404 ", " 400 ", " 307 ");
			}
			assertThat(ask("GET /running", "localhost", "", client)).contains("\"model\":\"m\"");
		}
	}

	@Test
	void outsideOfTheirOwnPathsTheyHaveNoOrigin() throws IOException {
		try (RunningApplication application = start("");
				RawSocket client = new RawSocket(application.address()).patience(60_000)) {
			assertThat(ask("GET /upstream/m/", "localhost", HTML, client)).contains("<!doctype html>")
				.doesNotContainIgnoringCase("content-security-policy");
			assertThat(ask("GET /any?model=m", "localhost", HTML, client)).contains(" 404 ")
				.doesNotContainIgnoringCase("content-security-policy");
		}
	}

	@Test
	@EnabledIf(value = "io.llamaswap.test.Browser#isInstalled",
			disabledReason = "needs /usr/bin/chromium and /usr/bin/chromedriver")
	void theirScriptsCannotUnloadModels() throws IOException {
		try (RunningApplication application = start("upstreamHost: models.localhost");
				RawSocket client = new RawSocket(application.address()).patience(60_000);
				Browser browser = Browser.start()) {
			String ours = "http://localhost:" + application.address().getPort();
			browser.open(ours + "/upstream/m/");
			assertThat(browser.ask("return location.host")).startsWith("models.localhost:");
			assertThat(browser.ask(fetch("/api/models/unload", "cors"))).isEqualTo("404");
			assertThat(browser.ask(fetch(ours + "/api/models/unload", "cors"))).isEqualTo("TypeError");
			assertThat(browser.ask(fetch(ours + "/api/models/unload", "no-cors"))).as("unreadable").isEqualTo("0");
			assertThat(browser.ask(fetch(ours + "/running", "cors").replace("'POST'", "'GET'"))).isEqualTo("TypeError");
			assertThat(ask("GET /running", "localhost", "", client)).contains("\"state\":\"ready\"");
		}
	}

	private RunningApplication start(String keys) throws IOException {
		return RunningApplication.start(this.folder,
				"%s\nmodels:\n  m:\n    cmd: %s\n".formatted(keys, DemoModels.command("m")));
	}

	private static String fetch(String address, String mode) {
		return "return fetch('" + address + "', {method: 'POST', mode: '" + mode
				+ "', credentials: 'include'}).then(answer => answer.status, error => error.name)";
	}

	private static String ask(String line, String host, String headers, RawSocket client) throws IOException {
		return client.send(line + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "\r\n").readAnswer();
	}

}
