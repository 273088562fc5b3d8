package io.llamaswap.config;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.llamaswap.model.ModelId;
import io.llamaswap.test.Configurations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Macros, environment and ports (contract 2.4, C059 to C077).
 */
class MacroTests {

	@Test
	void macrosAreReplacedInEveryValueAtAnyDepth() {
		Configuration configuration = Configurations.parse("""
				macros: {n: 7, name: qwen, yes: true, host: example.org, key: abcdefgh, path: 'x$'}
				healthCheckTimeout: ${n}0
				globalTTL: ${n}
				includeAliasesInList: ${yes}
				apiKeys: ["${key}"]
				hooks: {on_startup: {preload: ["${name}"]}}
				upstream: {ignorePaths: ["${path}"]}
				models:
				  qwen:
				    cmd: x ${PORT}
				    name: N ${name}
				    description: D ${n}
				    unlisted: ${yes}
				    aliases: ["${name}-${n}"]
				    env: ["A=${n}"]
				    timeouts: {connect: "${n}"}
				    capabilities: {context: "${n}", tools: "${yes}"}
				    metadata: {list: ["${n}", {deep: "v${n}"}]}
				    filters: {stripParams: "${name}", setParams: {t: "${n}"}}
				peers:
				  p: {proxy: "http://${host}", models: ["${name}-remote"], apiKey: "${key}"}
				""".replace("healthCheckTimeout: ${n}0", "healthCheckTimeout: ${n}"));
		ModelConfiguration model = model(configuration, "qwen");
		assertThat(configuration.healthCheckTimeout()).hasSeconds(15);
		assertThat(model.lifetime().ttl()).hasSeconds(7);
		assertThat(configuration.access().includeAliasesInList()).isTrue();
		assertThat(configuration.access().apiKeys()).containsExactly("abcdefgh");
		assertThat(configuration.access().preload().models()).containsExactly(new ModelId("qwen"));
		assertThat(configuration.access().probes().ignorePaths().get(0).pattern()).isEqualTo("x$");
		assertThat(model.listing().name()).isEqualTo("N qwen");
		assertThat(model.listing().description()).isEqualTo("D 7");
		assertThat(model.listing().unlisted()).isTrue();
		assertThat(model.listing().aliases()).containsExactly("qwen-7");
		assertThat(model.launch().env()).containsExactly("A=7");
		assertThat(model.requests().timeouts().connect()).hasSeconds(7);
		assertThat(Objects.requireNonNull(model.listing().capabilities()).context()).isEqualTo(7);
		assertThat(Objects.requireNonNull(model.listing().capabilities()).tools()).isTrue();
		assertThat(model.listing().metadata()).isEqualTo(Map.of("list", List.of(7L, Map.of("deep", "v7"))));
		assertThat(model.requests().filters().setParams()).isEqualTo(Map.of("t", 7L));
		PeerConfiguration peer = Objects.requireNonNull(configuration.peers().get("p"));
		assertThat(peer.proxy()).hasHost("example.org");
		assertThat(peer.apiKey()).isEqualTo("abcdefgh");
		assertThat(peer.models()).containsExactly("qwen-remote");
	}

	@Test
	void aValueThatIsExactlyOneMacroKeepsTheTypeOfTheMacro() {
		Map<String, Object> metadata = metadata("""
				macros: {i: 5, f: 1.5, b: true, s: "5", off: on}
				""", "{i: '${i}', f: '${f}', b: '${b}', s: '${s}', off: '${off}', text: 'v${i}', two: '${i}${i}'}");
		assertThat(metadata).containsEntry("i", 5L)
			.containsEntry("f", 1.5)
			.containsEntry("b", true)
			.containsEntry("s", "5")
			.containsEntry("off", "on")
			.containsEntry("text", "v5")
			.containsEntry("two", "55");
	}

	@Test
	void aModelMacroTakesThePlaceOfTheGlobalOne() {
		Configuration configuration = Configurations.parse("""
				macros:
				  ctx: 1
				  args: --ctx ${ctx} --model ${MODEL_ID}
				  server: serve --port ${PORT} ${args}
				models:
				  a:
				    macros: {ctx: 2, own: "${server} --own"}
				    cmd: ${own}
				  b:
				    cmd: ${server}
				""");
		assertThat(model(configuration, "a").launch().cmd()).isEqualTo("serve --port 5800 --ctx 2 --model a --own");
		assertThat(model(configuration, "b").launch().cmd()).isEqualTo("serve --port 5801 --ctx 1 --model b");
	}

	@Test
	void macrosOfOneModelAreUnknownInAnother() {
		LoadedConfiguration loaded = Configurations.load("""
				models:
				  a: {macros: {own: 1}, cmd: "x ${own} ${PORT}"}
				  b: {cmd: "x ${own} ${PORT}"}
				""");
		assertThat(loaded.errors()).singleElement().satisfies((problem) -> {
			assertThat(problem.key()).isEqualTo("models.b.cmd");
			assertThat(problem.message()).isEqualTo("unknown macro ${own}");
		});
	}

	@Test
	void keysAreNotExpandedExceptThoseOfSetParamsByID() {
		Configuration configuration = Configurations.parse("""
				macros: {x: 1}
				models:
				  a:
				    cmd: x ${PORT}
				    metadata: {"${x}": 2}
				    filters:
				      setParams: {"${x}": 2}
				      setParamsByID:
				        "${MODEL_ID}:${PORT}": {"${x}": 3}
				""");
		ModelConfiguration model = model(configuration, "a");
		assertThat(model.listing().metadata()).containsOnlyKeys("${x}");
		assertThat(model.requests().filters().setParams()).containsOnlyKeys("${x}");
		assertThat(model.requests().filters().setParamsByID()).isEqualTo(Map.of("a:5800", Map.of("${x}", 3L)));
		assertThat(configuration.resolve("a:5800")).contains(new ModelId("a"));
	}

	@Test
	void anAnchorSharedByModelsGetsTheValuesOfEachModel() {
		Configuration configuration = Configurations.parse("""
				models:
				  a: &shared
				    cmd: x --name ${MODEL_ID} --port ${PORT}
				  b: *shared
				  c:
				    <<: *shared
				    ttl: 5
				""");
		assertThat(configuration.allModels()).extracting((model) -> model.launch().cmd())
			.containsExactly("x --name a --port 5800", "x --name b --port 5801", "x --name c --port 5802");
	}

	@Test
	void thePidStaysInCmdStopUntilTheStop() {
		Configuration configuration = Configurations.parse("""
				macros: {stop: "kill ${PID}"}
				models:
				  a: {cmd: "x ${PORT}", cmdStop: "${stop}"}
				""");
		assertThat(model(configuration, "a").launch().cmdStop()).isEqualTo("kill ${PID}");
	}

	@Test
	void aMacroThatIntroducesThePidElsewhereIsAnError() {
		assertThat(Configurations.load("""
				macros: {stop: "kill ${PID}"}
				models:
				  a: {cmd: "x ${PORT} ${stop}"}
				""").errors()).singleElement()
			.extracting(ConfigurationProblem::message)
			.isEqualTo("${PID} has no value here");
	}

	@Test
	void otherBracesAreLiteralText() {
		assertThat(metadata("", "{a: '${a.b}', b: '${}', c: '$x', d: '${a b}'}")).containsEntry("a", "${a.b}")
			.containsEntry("b", "${}")
			.containsEntry("c", "$x")
			.containsEntry("d", "${a b}");
	}

	@Test
	void commentLinesOfACommandAreNeverExpanded() {
		Configuration configuration = Configurations.parse("""
				models:
				  a:
				    cmd: |
				      # ${unknown} --port ${PORT}
				      x
				        # indented ${unknown}
				      --y
				    proxy: http://localhost:1
				""");
		assertThat(model(configuration, "a").launch().arguments()).containsExactly("x", "--y");
		assertThat(model(configuration, "a").launch().port()).isNull();
	}

	@Test
	void macrosKeepTheirTextAsWritten() {
		Configuration configuration = Configurations.parse("""
				macros: {temp: 1.50, fa: on, ctx: 4096}
				models:
				  a: {cmd: "x ${PORT} -fa ${fa} --temp ${temp} -c ${ctx}"}
				""");
		assertThat(model(configuration, "a").launch().cmd()).isEqualTo("x 5800 -fa on --temp 1.50 -c 4096");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a: b", "a #b", "\"quoted\" 'too'", "C:\\dir\\new", "- x", "&a *b", "{x}", "[y", "%z",
			"@w", "`v", "!t", "| u", "> s", "? r", ": q", "#p", "a\tb", "\\", "\"", "'", "${a.b}", "\u00e9\ud83d\ude00",
			"null x" })
	void valuesOfVariablesArriveUnchangedInEveryStyle(String value) {
		String yaml = """
				models:
				  a:
				    cmd: |
				      x ${PORT}
				    name: ${env.V}
				    description: "${env.V}"
				    useModelName: '${env.V}'
				    aliases: ["-${env.V}", '-- ${env.V}']
				    metadata:
				      literal: |-
				        ${env.V}
				      folded: >-
				        ${env.V}
				      macro: ${env.V}${env.V}
				""";
		ModelConfiguration model = model(Configurations.parse(yaml, Map.of("V", value)), "a");
		assertThat(model.listing().name()).isEqualTo(value);
		assertThat(model.listing().description()).isEqualTo(value);
		assertThat(model.requests().useModelName()).isEqualTo(value);
		assertThat(model.listing().aliases()).containsExactly("-" + value, "-- " + value);
		assertThat(model.listing().metadata())
			.isEqualTo(Map.of("literal", value, "folded", value, "macro", value + value));
	}

	@Test
	void variablesMayStandInMacrosKeysNumbersAndOtherVariables() {
		Configuration configuration = Configurations.parse("""
				macros: {dir: "${env.DIR}/models"}
				startPort: ${env.P}
				models:
				  "${env.ID}": {cmd: "x ${PORT} ${dir}", unlisted: ${env.YES}, ttl: ${env.P}}
				""", Map.of("DIR", "${env.BASE}/d", "BASE", "/b", "P", "9100", "ID", "m", "YES", "true"));
		ModelConfiguration model = model(configuration, "m");
		assertThat(model.launch().cmd()).isEqualTo("x 9100 /b/d/models");
		assertThat(model.listing().unlisted()).isTrue();
		assertThat(model.lifetime().ttl()).hasSeconds(9100);
	}

	@Test
	void anEmptyVariableIsNoApiKey() {
		assertThat(Configurations.load("apiKeys: ['${env.E}']", Map.of("E", "")).errors()).singleElement()
			.extracting(ConfigurationProblem::message)
			.isEqualTo("an empty key");
	}

	@Test
	void expansionThatDoublesIsRefusedAtOnce() {
		StringBuilder yaml = new StringBuilder("macros:\n  m0: xxxxxxxxxxxxxxxx\n");
		for (int i = 1; i <= 60; i++) {
			yaml.append("  m").append(i).append(": ${m").append(i - 1).append("}${m").append(i - 1).append("}\n");
		}
		yaml.append("models:\n  a: {cmd: \"x ${PORT} ${m60}\"}\n");
		assertThat(Configurations.load(yaml.toString()).errors()).anySatisfy((problem) -> {
			assertThat(problem.key()).isEqualTo("models.a");
			assertThat(problem.message()).contains("once expanded, more than");
		});
	}

	@Test
	void aLargeMacroUsedInManyPlacesIsRefused() {
		StringBuilder yaml = new StringBuilder("macros:\n  big: " + "x".repeat(500_000) + "\nmodels:\n");
		for (int i = 0; i < 200; i++) {
			yaml.append("  m").append(i).append(": {cmd: \"x ${PORT} ${big}\"}\n");
		}
		assertThat(Configurations.load(yaml.toString()).errors()).isNotEmpty()
			.allSatisfy((problem) -> assertThat(problem.message()).contains("more than " + Growth.MAX_TOTAL));
	}

	private static Map<String, Object> metadata(String head, String metadata) {
		Configuration configuration = Configurations
			.parse(head + "models:\n  a:\n    cmd: x ${PORT}\n    metadata: " + metadata + "\n");
		return model(configuration, "a").listing().metadata();
	}

	private static ModelConfiguration model(Configuration configuration, String id) {
		return Objects.requireNonNull(configuration.models().get(new ModelId(id)));
	}

}
