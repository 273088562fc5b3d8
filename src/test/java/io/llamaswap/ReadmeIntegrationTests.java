package io.llamaswap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.llamaswap.config.ConfigurationReport;
import io.llamaswap.test.Configurations;
import io.llamaswap.test.ProgramProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the README promises to a newcomer.
 */
class ReadmeIntegrationTests {

	private static final Path README = Path.of("README.md");

	@TempDir
	private Path folder;

	@Test
	@EnabledIf("hasCurl")
	void theSessionWorksAsItIsWritten() throws IOException, InterruptedException {
		try (ProgramProcess program = ProgramProcess.start(this.folder, "--listen", "127.0.0.1:0").awaitReady()) {
			String session = block("## A session", "```sh\n").replace("http://localhost:8080", program.url());
			// Each answer on a line of its own, and none waits for ever.
			Process shell = new ProcessBuilder("bash", "-euc",
					"curl() { command curl --max-time 60 \"$@\"; echo; }\n" + session)
				.redirectErrorStream(true)
				.redirectOutput(this.folder.resolve("output").toFile())
				.start();
			assertThat(shell.waitFor(180, TimeUnit.SECONDS)).isTrue();
			String output = Files.readString(this.folder.resolve("output"), StandardCharsets.UTF_8);
			assertThat(shell.exitValue()).as(output).isZero();
			assertThat(output).contains("\"alpaca\"", "\"unloaded\"")
				.contains("data: [DONE]", "[alpaca]", "[vicuna]", "[guanaco]")
				.contains("\"running\":[{\"model\":\"vicuna\"")
				.contains("no router for requested model", "alpaca")
				.contains("model vicuna: ready");
		}
	}

	@Test
	void theSmallestConfigurationIsSound() throws IOException {
		assertThat(problems(block("## Your own models", "The smallest `config.yaml`:\n\n```yaml\n"))).isEmpty();
	}

	@Test
	void theLongerConfigurationIsSound() throws IOException {
		assertThat(problems(block("## Your own models", "More of it:\n\n```yaml\n"))).isEmpty();
	}

	private static String problems(String yaml) {
		return new ConfigurationReport(Configurations.load(yaml).problems()).render();
	}

	private static String block(String section, String fence) throws IOException {
		String readme = Files.readString(README, StandardCharsets.UTF_8);
		int start = readme.indexOf(fence, readme.indexOf(section)) + fence.length();
		assertThat(start).isGreaterThan(fence.length());
		return readme.substring(start, readme.indexOf("```", start));
	}

	static boolean hasCurl() {
		return Files.isExecutable(Path.of("/usr/bin/curl"));
	}

}
