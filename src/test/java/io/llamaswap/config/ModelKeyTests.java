package io.llamaswap.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One test for each key of a model, named after it (contract 2.2, 2.5 and 2.6).
 */
class ModelKeyTests {

	private static final String OTHER = ", o: {cmd: 'x ${PORT}', aliases: [taken]}}\n";

	@ParameterizedTest(name = "{0}")
	@MethodSource("cases")
	void key(KeyCase key) {
		key.check();
	}

	static Stream<KeyCase> cases() {
		return Stream.of(launch(), lifetime(), names(), filters(), timeouts(), listing()).flatMap((cases) -> cases);
	}

	private static Stream<KeyCase> launch() {
		return Stream.of(
				KeyCase.ofModel("cmd", (model) -> model.launch().arguments())
					.byDefault("models: {m: {proxy: 'http://h:1'}}", List.of())
					.given("models: {m: {proxy: 'http://h:1', cmd: \"a 'b c' \\\"d\\\"\"}}", List.of("a", "b c", "d"))
					.refused("models: {m: {cmd: [a, b]}}", "a list where a text is wanted"),
				KeyCase.ofModel("cmdStop", (model) -> model.launch().cmdStop())
					.byDefault("")
					.given(KeyCase.model("cmdStop: 'docker stop ${MODEL_ID} ${PID}'"), "docker stop m ${PID}"),
				KeyCase.ofModel("proxy", (model) -> model.launch().proxy())
					.byDefault(URI.create("http://localhost:5800"))
					.given(KeyCase.model("proxy: 'https://host:${PORT}/base'"), URI.create("https://host:5800/base"))
					.refused("models: {m: {cmd: x, proxy: 'http://h:${PORT}'}}", "${PORT}")
					.refused("models: {m: {cmd: x}}", "there is no proxy")
					.refused(KeyCase.model("proxy: 'http://a b'"), "is no address"),
				KeyCase.ofModel("env", (model) -> model.launch().env())
					.byDefault(List.of())
					.given(KeyCase.model("env: [A=1, 'B=x y', A=2]"), List.of("A=1", "B=x y", "A=2"))
					.refused(KeyCase.model("env: {A: 1}"), "a mapping where a list of texts"),
				KeyCase.ofModel("apiKey", (model) -> model.launch().apiKey())
					.byDefault("")
					.given(KeyCase.model("apiKey: one"), "one")
					.given("macros: {a: two}\n" + KeyCase.model("apiKey: '${a}'"), "two")
					.refused(KeyCase.model("apiKey: 'a b'"), "a space or another character")
					.refused(KeyCase.model("apiKey: 'schlüssel'"), "a space or another character"),
				KeyCase.ofModel("checkEndpoint", (model) -> model.launch().checkEndpoint())
					.byDefault("/health")
					.given(KeyCase.model("checkEndpoint: /v1/models"), "/v1/models")
					.given(KeyCase.model("checkEndpoint: none"), "none")
					.given(KeyCase.model("checkEndpoint: ''"), ""),
				KeyCase.ofModel("macros", (model) -> model.launch().cmd())
					.byDefault("x 5800")
					.given("models: {m: {macros: {a: b}, cmd: '${a} ${PORT}'}}", "b 5800")
					.given("macros: {a: c}\nmodels: {m: {macros: {a: b}, cmd: '${a} ${PORT}'}}", "b 5800")
					.refused(KeyCase.model("macros: {MODEL_ID: 1}"), "models.m.macros.MODEL_ID: the name"));
	}

	private static Stream<KeyCase> lifetime() {
		return Stream.of(
				KeyCase.ofModel("ttl", (model) -> model.lifetime().ttl())
					.byDefault("globalTTL: 60\n" + KeyCase.MODEL, Duration.ofSeconds(60))
					.given("globalTTL: 60\n" + KeyCase.model("ttl: -1"), Duration.ofSeconds(60))
					.given("globalTTL: 60\n" + KeyCase.model("ttl: 0"), Duration.ZERO)
					.given("globalTTL: 60\n" + KeyCase.model("ttl: 5"), Duration.ofSeconds(5))
					.refused(KeyCase.model("ttl: -2"), "-2 is too small"),
				KeyCase.ofModel("unloadTimeout", (model) -> model.lifetime().unloadTimeout())
					.byDefault("unloadTimeout: 7\n" + KeyCase.MODEL, Duration.ofSeconds(7))
					.given("unloadTimeout: 7\n" + KeyCase.model("unloadTimeout: 0"), Duration.ofSeconds(7))
					.given("unloadTimeout: 7\n" + KeyCase.model("unloadTimeout: 9"), Duration.ofSeconds(9))
					.refused(KeyCase.model("unloadTimeout: -1"), "-1 is too small"),
				KeyCase.ofModel("concurrencyLimit", (model) -> model.lifetime().concurrencyLimit())
					.byDefault(10)
					.given(KeyCase.model("concurrencyLimit: 3"), 3)
					.given(KeyCase.model("concurrencyLimit: 0"), 10)
					.given(KeyCase.model("concurrencyLimit: -4"), 10),
				KeyCase.ofModel("healthCheckTimeout", (model) -> model.lifetime().healthCheckTimeout())
					.byDefault(Duration.ofSeconds(120))
					.given(KeyCase.model("healthCheckTimeout: 30"), Duration.ofSeconds(120)));
	}

	private static Stream<KeyCase> names() {
		return Stream.of(
				KeyCase.of("models.*.aliases", (configuration) -> configuration.resolve("q").orElse(null))
					.byDefault(null)
					.given(KeyCase.model("aliases: [q]"), new ModelId("m"))
					.refused(KeyCase.model("aliases: [q, q]"), "the alias \"q\" is used twice")
					.refused("models: {m: {cmd: 'x ${PORT}', aliases: [taken]}" + OTHER, "used twice"),
				KeyCase.ofModel("useModelName", (model) -> model.requests().useModelName())
					.byDefault("")
					.given(KeyCase.model("useModelName: org/name"), "org/name"),
				KeyCase.ofModel("inheritEnv", (model) -> model.launch().inheritEnv())
					.byDefault(true)
					.given("inheritEnv: false\n" + KeyCase.model("inheritEnv: true"), true)
					.given(KeyCase.model("inheritEnv: false"), false),
				KeyCase.ofModel("sendLoadingState", (model) -> model.requests().sendLoadingState())
					.byDefault("sendLoadingState: true\n" + KeyCase.MODEL, true)
					.given("sendLoadingState: true\n" + KeyCase.model("sendLoadingState: false"), false)
					.given(KeyCase.model("sendLoadingState: true"), true),
				KeyCase.ofModel("loadingFeedback", (model) -> model.requests().answers().loadingFeedback())
					.byDefault("loadingFeedback: 7\n" + KeyCase.MODEL, Duration.ofSeconds(7))
					.given("loadingFeedback: 7\n" + KeyCase.model("loadingFeedback: 0"), Duration.ZERO)
					.refused(KeyCase.model("loadingFeedback: -2"), "-2 is too small"),
				KeyCase.ofModel("onDisconnect", (model) -> model.requests().answers().onDisconnect())
					.byDefault(AnswerConfiguration.OnDisconnect.CANCEL)
					.given(KeyCase.model("onDisconnect: drain"), AnswerConfiguration.OnDisconnect.DRAIN)
					.refused(KeyCase.model("onDisconnect: keep"), "\"keep\" is unknown"),
				KeyCase.ofModel("compat.ignoreWebsockets", (model) -> model.requests().ignoreWebsockets())
					.byDefault(false)
					.given(KeyCase.model("compat: {ignoreWebsockets: true}"), true));
	}

	private static Stream<KeyCase> filters() {
		return Stream.of(
				filter("stripParams", FilterConfiguration::stripParams).byDefault(List.of())
					.given(KeyCase.model("filters: {stripParams: ' top_p,, temperature ,model,top_p'}"),
							List.of("temperature", "top_p")),
				filter("strip_params", FilterConfiguration::stripParams).byDefault(List.of())
					.given(KeyCase.model("filters: {strip_params: 'b,a'}"), List.of("a", "b"))
					.given(KeyCase.model("filters: {strip_params: b, stripParams: a}"), List.of("a")),
				filter("setParams", FilterConfiguration::setParams).byDefault(Map.of())
					.given(KeyCase.model("filters: {setParams: {a: 1, b: [x], model: y}}"),
							Map.of("a", 1L, "b", List.of("x"))),
				filter("setParamsByID", FilterConfiguration::setParamsByID).byDefault(Map.of())
					.given(KeyCase.model("filters: {setParamsByID: {'${MODEL_ID}:hot': {t: 2}}}"),
							Map.of("m:hot", Map.of("t", 2L)))
					.refused("models: {m: {cmd: 'x ${PORT}', filters: {setParamsByID: {o: {t: 1}}}}" + OTHER,
							"the id of another model")
					.refused("models: {m: {cmd: 'x ${PORT}', filters: {setParamsByID: {taken: {t: 1}}}}" + OTHER,
							"an alias of the model o"));
	}

	private static KeyCase filter(String key, Function<FilterConfiguration, @Nullable Object> value) {
		return KeyCase.ofModel("filters." + key, (model) -> value.apply(model.requests().filters()));
	}

	private static Stream<KeyCase> timeouts() {
		return Stream.of(timeout("connect", TimeoutConfiguration::connect, 30),
				timeout("keepalive", TimeoutConfiguration::keepAlive, 30),
				timeout("responseHeader", TimeoutConfiguration::responseHeader, 0),
				timeout("tlsHandshake", TimeoutConfiguration::tlsHandshake, 10),
				timeout("expectContinue", TimeoutConfiguration::expectContinue, 1),
				timeout("idleConn", TimeoutConfiguration::idleConnection, 90),
				timeout("total", TimeoutConfiguration::total, 0));
	}

	private static KeyCase timeout(String key, Function<TimeoutConfiguration, @Nullable Object> value, int seconds) {
		return KeyCase.ofModel("timeouts." + key, (model) -> value.apply(model.requests().timeouts()))
			.byDefault(Duration.ofSeconds(seconds))
			.given(KeyCase.model("timeouts: {" + key + ": 7}"), Duration.ofSeconds(7))
			.given(KeyCase.model("timeouts: {" + key + ": 0}"), Duration.ZERO)
			.refused(KeyCase.model("timeouts: {" + key + ": -1}"), "-1 is too small");
	}

	private static Stream<KeyCase> listing() {
		return Stream.of(
				KeyCase.ofModel("unlisted", (model) -> model.listing().unlisted())
					.byDefault(false)
					.given(KeyCase.model("unlisted: true"), true),
				KeyCase.ofModel("name", (model) -> model.listing().name())
					.byDefault("")
					.given(KeyCase.model("name: ' The ${MODEL_ID} '"), " The m "),
				KeyCase.ofModel("description", (model) -> model.listing().description())
					.byDefault("")
					.given(KeyCase.model("description: 1.50"), "1.50"),
				KeyCase.ofModel("metadata", (model) -> model.listing().metadata())
					.byDefault(Map.of())
					.given(KeyCase.model("metadata: {p: '${PORT}', d: 2024-01-02, n: .nan}"),
							Map.of("p", 5800L, "d", "2024-01-02T00:00:00Z", "n", ".nan")),
				capability("in", CapabilityConfiguration::in).given(in("in: [text, audio]"), List.of("text", "audio"))
					.refused(in("in: [smell]"), "(expected: text, audio, image)"),
				capability("out", CapabilityConfiguration::out).given(in("out: [image]"), List.of("image"))
					.refused(in("out: [smell]"), "(expected: text, audio, image)"),
				capability("tools", CapabilityConfiguration::tools).given(in("tools: true"), true),
				capability("reranker", CapabilityConfiguration::reranker).given(in("reranker: true"), true),
				capability("context", CapabilityConfiguration::context).given(in("context: 4096"), 4096)
					.refused(in("context: -1"), "-1 is too small"));
	}

	private static String in(String capabilities) {
		return KeyCase.model("capabilities: {" + capabilities + "}");
	}

	private static KeyCase capability(String key, Function<CapabilityConfiguration, @Nullable Object> value) {
		return KeyCase.ofModel("capabilities." + key, (model) -> {
			CapabilityConfiguration capabilities = model.listing().capabilities();
			return (capabilities != null) ? value.apply(capabilities) : null;
		}).byDefault(null);
	}

}
