package io.llamaswap.config;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.llamaswap.model.ModelId;
import io.llamaswap.test.Configurations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationLoaderTests {

	@Test
	void emptyTextsLoadWithoutModels() {
		for (String text : List.of("", "# only a comment\n", "models:", "models: {}", "models: ~")) {
			assertThat(Configurations.parse(text).models()).as(text).isEmpty();
		}
	}

	@Test
	void earlyConfigurationLoadsWithItsDefaults() {
		Configuration configuration = Configurations.parse("""
				healthCheckTimeout: 60
				logRequests: true
				models:
				  "llama":
				    cmd: >
				      llama-server --port 9001
				      -m "my models/a.gguf"
				    proxy: http://127.0.0.1:9001
				    aliases:
				    - gpt-4o-mini
				    env: ["CUDA_VISIBLE_DEVICES=0"]
				    ttl: 5
				  qwen:
				    cmd: llama-server --port ${PORT}
				    unlisted: true
				    checkEndpoint: none
				profiles:
				  coding:
				    - qwen
				    - gpt-4o-mini
				""");
		assertThat(configuration.healthCheckTimeout()).isEqualTo(Duration.ofSeconds(60));
		assertThat(configuration.logRequests()).isTrue();
		ModelConfiguration llama = model(configuration, "llama");
		assertThat(llama.launch().arguments()).containsExactly("llama-server", "--port", "9001", "-m",
				"my models/a.gguf");
		assertThat(llama.launch().proxy()).isEqualTo(URI.create("http://127.0.0.1:9001"));
		assertThat(llama.launch().env()).containsExactly("CUDA_VISIBLE_DEVICES=0");
		assertThat(llama.launch().checkEndpoint()).isEqualTo("/health");
		assertThat(llama.launch().port()).isNull();
		assertThat(llama.lifetime().ttl()).isEqualTo(Duration.ofSeconds(5));
		assertThat(llama.lifetime().concurrencyLimit()).isEqualTo(10);
		ModelConfiguration qwen = model(configuration, "qwen");
		assertThat(qwen.launch().proxy()).isEqualTo(URI.create("http://localhost:5800"));
		assertThat(qwen.launch().port()).isEqualTo(5800);
		assertThat(qwen.launch().isChecked()).isFalse();
		assertThat(qwen.listing().unlisted()).isTrue();
		assertThat(qwen.lifetime().ttl()).isZero();
		assertThat(qwen.lifetime().unloadTimeout()).isEqualTo(Duration.ofSeconds(10));
		assertThat(configuration.resolve("gpt-4o-mini")).contains(new ModelId("llama"));
		assertThat(configuration.memberProfiles()).containsEntry("coding",
				List.of(new ModelId("qwen"), new ModelId("llama")));
	}

	@Test
	void allProblemsOfAFileAreReportedAtOnceWithTheirPlaces() {
		LoadedConfiguration loaded = Configurations.load("""
				healthCheckTimeout: soon
				models:
				  a:
				    cmd: server --port ${PROT}
				    ttl: "60"
				  b:
				    cmd: server --port 9000
				    chekEndpoint: /
				""");
		assertThat(loaded.configuration()).isNull();
		assertThat(loaded.problems()).extracting(ConfigurationProblem::summary)
			.containsExactly(
					"config.yaml:1:21: error: healthCheckTimeout: the text \"soon\" where a number is wanted (expected: a whole number)",
					"config.yaml:3:3: error: models.a: there is no proxy, and its default http://localhost:${PORT} needs ${PORT} in cmd (expected: ${PORT} in cmd, or a proxy with the port that the server opens)",
					"config.yaml:4:24: error: models.a.cmd: unknown macro ${PROT} (expected: a macro that is declared, or ${env.NAME} for an environment variable)",
					"config.yaml:5:10: error: models.a.ttl: the text \"60\" where a number is wanted (expected: a whole number). Remove the quotes.",
					"config.yaml:6:3: error: models.b: there is no proxy, and its default http://localhost:${PORT} needs ${PORT} in cmd (expected: ${PORT} in cmd, or a proxy with the port that the server opens). Did you mean \"proxy: http://localhost:9000\"?",
					"config.yaml:8:5: warning: models.b.chekEndpoint: unknown key, ignored. Did you mean \"checkEndpoint\"?");
	}

	@Test
	void theReportShowsTheOffendingLine() {
		LoadedConfiguration loaded = Configurations.load("models:\n  a:\n    cmd: x ${PORT}\n    ttl: -5\n");
		assertThat(new ConfigurationReport(loaded.problems()).render()).isEqualTo("""
				config.yaml:4:10: error: models.a.ttl: -5 is too small
				    |     ttl: -5
				    |          ^
				      expected: -1 or more
				1 error
				""");
	}

	@Test
	void aFileThatCannotBeReadIsAProblem(@TempDir Path folder) throws Exception {
		ConfigurationLoader loader = new ConfigurationLoader(Map.of());
		assertThat(loader.load(folder.resolve("absent.yaml")).errors()).singleElement()
			.extracting(ConfigurationProblem::message)
			.isEqualTo("the file cannot be read: it does not exist");
		Path latin = folder.resolve("latin.yaml");
		Files.write(latin, new byte[] { 'a', ':', '\n', 'b', ':', ' ', (byte) 0xE9 });
		assertThat(loader.load(latin).errors()).singleElement()
			.satisfies((problem) -> assertThat(problem.line()).isEqualTo(2));
	}

	@Test
	void portsGoToModelsInByteOrderOfTheirIdsOnlyWhereAsked() {
		Configuration configuration = Configurations.parse("""
				startPort: 9000
				models:
				  beta: {cmd: "s ${PORT}"}
				  alpha: {cmd: "s ${PORT}"}
				  Zeta: {cmd: "s ${PORT}"}
				  fixed: {cmd: "s", proxy: "http://localhost:1"}
				""");
		assertThat(configuration.allModels()).extracting((model) -> model.launch().port())
			.containsExactly(9002, 9001, 9000, null);
	}

	private static ModelConfiguration model(Configuration configuration, String id) {
		return Objects.requireNonNull(configuration.models().get(new ModelId(id)));
	}

}
