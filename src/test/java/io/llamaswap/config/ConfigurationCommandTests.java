package io.llamaswap.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.llamaswap.test.Configurations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code check} and {@code explain} print.
 */
class ConfigurationCommandTests {

	private static final ConfigurationCheck.Options PLAIN = new ConfigurationCheck.Options(false, false);

	private static final ConfigurationCheck.Options STRICT = new ConfigurationCheck.Options(true, false);

	private static final ConfigurationCheck.Options JSON = new ConfigurationCheck.Options(false, true);

	private final ConfigurationCheck check = new ConfigurationCheck(new ConfigurationLoader(Map.of()));

	private final StringBuilder out = new StringBuilder();

	@Test
	void aSoundFileIsCounted(@TempDir Path folder) throws IOException {
		Path file = Files.writeString(folder.resolve("c.yaml"), "models: {a: {cmd: 'x ${PORT}'}}\n");
		assertThat(this.check.run(file, null, STRICT, this.out)).isZero();
		assertThat(this.out).hasToString("The configuration is sound: 1 model.\n");
	}

	@Test
	void warningsCountOnlyWhenStrict(@TempDir Path folder) throws IOException {
		Path file = Files.writeString(folder.resolve("c.yaml"), "zzz: 1\n");
		assertThat(this.check.run(file, null, PLAIN, this.out)).isZero();
		assertThat(this.check.run(file, null, STRICT, this.out)).isOne();
		assertThat(this.out.toString()).contains("warning: zzz: unknown key").contains("--strict allows no warnings");
	}

	@Test
	void errorsAreReportedAsJsonToo(@TempDir Path folder) throws IOException {
		Path file = Files.writeString(folder.resolve("c.yaml"), "startPort: x\n");
		assertThat(this.check.run(file, null, JSON, this.out)).isOne();
		JsonNode report = JsonMapper.shared().readTree(this.out.toString());
		assertThat(report.path("ok").asBoolean()).isFalse();
		assertThat(report.path("errors").asInt()).isOne();
		JsonNode problem = report.path("problems").path(0);
		assertThat(problem.path("severity").asString()).isEqualTo("error");
		assertThat(problem.path("line").asInt()).isOne();
		assertThat(problem.path("column").asInt()).isEqualTo(12);
		assertThat(problem.path("key").asString()).isEqualTo("startPort");
	}

	@Test
	void aModelIsExplainedWithThePlaceOfEachValue() throws IOException {
		LoadedConfiguration loaded = Configurations.load("""
				startPort: 9000
				globalTTL: 300
				models:
				  qwen:
				    cmd: server --port ${PORT} --api-key ${env.KEY} -m "a b" -e HF_TOKEN=${env.KEY}
				    env: ["HF_TOKEN=${env.KEY}", "A=b"]
				    apiKey: ${env.KEY}
				    aliases: [q]
				groups: {g: {swap: false, members: [qwen]}}
				profiles: {p: [qwen]}
				""", Map.of("KEY", "not-to-be-shown"));
		assertThat(new ConfigurationExplanation(loaded).explain("q", this.out)).isZero();
		assertThat(this.out).hasToString("""
				model         qwen  [config.yaml:4]
				other names   q
				command       server --port 9000 --api-key ******** -m 'a b' -e 'HF_TOKEN=********'  [config.yaml:5]
				environment   HF_TOKEN=********  [config.yaml:6]
				environment   A=b  [config.yaml:6]
				port          9000  [${PORT} in cmd, counted from startPort, config.yaml:1]
				proxy         http://localhost:9000  [default]
				health check  /health  [default]
				server's key  ********  [config.yaml:7]
				health limit  120 s  [default]
				idle limit    300 s  [config.yaml:2]
				stop command  none, SIGTERM  [default]
				stop limit    10 s  [default]
				at once       10 requests  [default]
				model sent    as requested  [default]
				group         g: swap false, exclusive true, persistent false  [config.yaml:9]
				profiles      p  [config.yaml:10]
				""");
	}

	@Test
	void aCommandIsExplainedByTheRulesOfWindowsToo() throws IOException {
		String yaml = "models: {a: {cmd: 'F:\\s.exe -m \"C:\\my models\\m.gguf\" ${PORT}'}}";
		LoadedConfiguration loaded = new ConfigurationLoader(Map.of(), CommandSyntax.WINDOWS).load("c.yaml", yaml);
		assertThat(new ConfigurationExplanation(loaded).explain("a", this.out)).isZero();
		assertThat(this.out.toString())
			.contains("command       F:\\s.exe -m \"C:\\my models\\m.gguf\" 5800  [c.yaml:1]\n")
			.contains("rules         as Windows splits words\n")
			.contains("stop command  taskkill /f /t /pid ${PID}  [default]\n");
	}

	@Test
	void singleQuotesAreSuspiciousOnWindows() {
		String yaml = "models: {a: {cmd: \"x ${PORT} 'a b'\"}}";
		assertThat(new ConfigurationLoader(Map.of(), CommandSyntax.WINDOWS).load("c.yaml", yaml).warnings())
			.extracting(ConfigurationProblem::message)
			.containsExactly("single quotes hold nothing together on Windows");
		assertThat(Configurations.load(yaml).warnings()).isEmpty();
	}

	@Test
	void anUnknownModelGetsASuggestion() throws IOException {
		LoadedConfiguration loaded = Configurations.load("models: {qwen: {cmd: 'x ${PORT}'}}");
		assertThat(new ConfigurationExplanation(loaded).explain("qwne", this.out)).isOne();
		assertThat(this.out).hasToString("There is no model \"qwne\". Did you mean \"qwen\"?\n");
	}

	@Test
	void aBrokenConfigurationIsNotExplained() throws IOException {
		LoadedConfiguration loaded = Configurations.load("models: []");
		assertThat(new ConfigurationExplanation(loaded).explain("qwen", this.out)).isOne();
		assertThat(this.out.toString()).contains("config.yaml:1:9: error: models:");
	}

	@Test
	void noFindingShowsASecret() {
		LoadedConfiguration loaded = Configurations.load("""
				apiKeys:
				  - two CANARY
				callers: {c: {key: CANARY, may: {}}}
				models:
				  a: {cmd: 'x --port ${PORT} --api-key CANARY12345678', env: [TOKEN=CANARY], ttl: soon}
				  b: {cmd: 'x --port ${PORT}', env: [TOKEN=CANARY], ttl: late}
				""");
		assertThat(new ConfigurationReport(loaded.problems()).render()).doesNotContain("CANARY")
			.contains("    |   - [REDACTED]\n")
			.contains("--api-key [REDACTED]")
			.containsPattern("(?m)^ {4}\\| ( +b: .*)late}\n {4}\\|  *\\^$");
	}

	@Test
	void secretIsHiddenInMessagesAndOnLinesWithoutItsKey() {
		LoadedConfiguration loaded = Configurations.load("""
				apiKeys: {k: CANARY1234}
				peers:
				  p: {proxy: 'http://127.0.0.1:1', apiKey: CANARY5678, models: CANARY5678}
				models:
				  a:
				    cmd: >
				      x --port ${PORT} --api-key
				      CANARY9999 ${nosuch}
				    ttl: CANARY9999
				    checkEndpoint: [CANARY9999]
				  b:
				    cmd: |
				      x --port ${PORT} --api-key \\
				        CANARY7777 \\
				        ${nosuch}
				    unlisted: CANARY7777
				""");
		assertThat(loaded.errors()).hasSizeGreaterThan(4);
		assertThat(new ConfigurationReport(loaded.problems()).render()).doesNotContain("CANARY")
			.contains("ttl: the text \"[REDACTED]\" where a number is wanted")
			.containsPattern("(?m)^ {4}\\| {7}\\*{10} \\$\\{nosuch}\n {4}\\| {18}\\^$")
			.contains("${nosuch}");
		assertThat(loaded.problems()).noneMatch((problem) -> problem.toString().contains("CANARY"));
	}

	@Test
	void wordsThatOnlyLookLikeSecretsStay() {
		LoadedConfiguration loaded = Configurations.load("""
				# token: models
				models: {a: {cmd: 'x --port ${PORT} --api-key ${secretKey}', ttl: soon}}
				""");
		assertThat(loaded.problems()).anyMatch((problem) -> problem.message().contains("${secretKey}"))
			.anyMatch((problem) -> problem.message().contains("\"soon\""));
	}

	@Test
	void twoHundredMistakesOfAKindStayReadable() {
		StringBuilder yaml = new StringBuilder("models:\n");
		for (int i = 0; i < 200; i++) {
			yaml.append("  m").append(i).append(":\n    cmd: x ${PORT}\n    ttl: soon\n");
		}
		LoadedConfiguration loaded = Configurations.load(yaml.toString());
		assertThat(loaded.errors()).hasSize(200);
		String report = new ConfigurationReport(loaded.problems()).render();
		assertThat(report)
			.contains("config.yaml:10:10: error: models.m2.ttl: the text \"soon\" where a number is wanted\n")
			.endsWith("""
					config.yaml: error: 197 more like the text "soon" where a number is wanted
					      in line 13, 16, 19, 22, 25, 28, 31, 34, 37, 40, 43, 46 … (--format=json lists all)
					200 errors
					""");
		assertThat(report.lines().count()).isEqualTo(ConfigurationReport.MAX_ALIKE * 4 + 2 + 1);
	}

	@Test
	void twoHundredMistakesOfManyKindsStayReadable() {
		StringBuilder yaml = new StringBuilder("models:\n");
		String[] mistakes = { "ttl: soon", "unlisted: 5", "aliases: x", "cmdStop: '${x}'", "env: {}", "proxy: 'a b'",
				"unloadTimeout: -1", "metadata: 1", "filters: []", "timeouts: {connect: -1}", "capabilities: 7",
				"name: [a]", "checkEndpoint: {}", "concurrencyLimit: []", "useModelName: []", "compat: x",
				"sendLoadingState: 9", "macros: []", "description: {}", "chekEndpoint: /" };
		for (int i = 0; i < 200; i++) {
			yaml.append("  m").append(i).append(": {cmd: 'x ${PORT}', ").append(mistakes[i % 20]).append("}\n");
		}
		LoadedConfiguration loaded = Configurations.load(yaml.toString());
		assertThat(loaded.problems()).hasSizeGreaterThanOrEqualTo(200);
		String report = new ConfigurationReport(loaded.problems()).render();
		assertThat(report.lines().count()).isLessThan(250);
		assertThat(report).contains("more like").endsWith("warnings\n");
		long places = report.lines().filter((line) -> line.matches("config.yaml:\\d+:\\d+: .*")).count();
		assertThat(places).isLessThanOrEqualTo(ConfigurationReport.MAX_IN_FULL);
	}

}
