package io.llamaswap.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import com.google.re2j.Pattern;
import io.llamaswap.config.LoggingConfiguration.Level;
import io.llamaswap.config.LoggingConfiguration.Target;
import io.llamaswap.model.ModelId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One test for each key at the top of a file, named after it (contract 2.2).
 */
class GlobalKeyTests {

	private static final String MODEL = KeyCase.MODEL;

	@ParameterizedTest(name = "{0}")
	@MethodSource("cases")
	void key(KeyCase key) {
		key.check();
	}

	static Stream<KeyCase> cases() {
		return Stream.of(times(), logging(), activity(), access()).flatMap((cases) -> cases);
	}

	private static Stream<KeyCase> times() {
		return Stream.of(
				KeyCase.of("healthCheckTimeout", Configuration::healthCheckTimeout)
					.byDefault(Duration.ofSeconds(120))
					.given("healthCheckTimeout: 300", Duration.ofSeconds(300))
					.given("healthCheckTimeout: 5", Duration.ofSeconds(15))
					.given("healthCheckTimeout: -1", Duration.ofSeconds(15))
					.refused("healthCheckTimeout: soon", "where a number is wanted"),
				KeyCase.of("startPort", (configuration) -> model(configuration).launch().port())
					.byDefault(5800)
					.given("startPort: 9000\n" + MODEL, 9000)
					.given("macros: {p: 9100}\nstartPort: ${p}\n" + MODEL, 9100)
					.given("startPort: 1\n" + MODEL, 1)
					.refused("startPort: 0", "1:12: error: startPort: 0 is too small"),
				KeyCase.of("globalTTL", (configuration) -> model(configuration).lifetime().ttl())
					.byDefault(Duration.ZERO)
					.given("globalTTL: 60\n" + MODEL, Duration.ofSeconds(60))
					.given("globalTTL: 0\n" + MODEL, Duration.ZERO)
					.refused("globalTTL: -1", "-1 is too small"),
				KeyCase.of("unloadTimeout", (configuration) -> model(configuration).lifetime().unloadTimeout())
					.byDefault(Duration.ofSeconds(10))
					.given("unloadTimeout: 20\n" + MODEL, Duration.ofSeconds(20))
					.given("unloadTimeout: 0\n" + MODEL, Duration.ofSeconds(10))
					.refused("unloadTimeout: -1", "-1 is too small"),
				KeyCase.of("sendLoadingState", (configuration) -> model(configuration).requests().sendLoadingState())
					.byDefault(false)
					.given("sendLoadingState: true\n" + MODEL, true)
					.refused("sendLoadingState: 3", "true or false"),
				KeyCase.of("inheritEnv", (configuration) -> model(configuration).launch().inheritEnv())
					.byDefault(true)
					.given("inheritEnv: false\n" + MODEL, false)
					.refused("inheritEnv: 3", "true or false"),
				KeyCase
					.of("loadingFeedback",
							(configuration) -> model(configuration).requests().answers().loadingFeedback())
					.byDefault(Duration.ofSeconds(10))
					.given("loadingFeedback: 0\n" + MODEL, Duration.ZERO)
					.refused("loadingFeedback: -1", "-1 is too small"));
	}

	private static Stream<KeyCase> logging() {
		return Stream.of(
				KeyCase.of("logLevel", (configuration) -> configuration.logging().level())
					.byDefault(Level.INFO)
					.given("logLevel: debug", Level.DEBUG)
					.given("logLevel: ' WARN '", Level.WARN)
					.given("logLevel: Error", Level.ERROR)
					.given("logLevel: chatty", Level.INFO),
				KeyCase.of("logTimeFormat", (configuration) -> configuration.logging().timeFormat())
					.byDefault("")
					.given("logTimeFormat: RFC3339nano", "rfc3339nano")
					.given("logTimeFormat: stampmicro", "stampmicro")
					.given("logTimeFormat: '15:04'", ""),
				KeyCase.of("logToStdout", (configuration) -> configuration.logging().toStdout())
					.byDefault(Target.PROXY)
					.given("logToStdout: upstream", Target.UPSTREAM)
					.given("logToStdout: both", Target.BOTH)
					.given("logToStdout: none", Target.NONE)
					.refused("logToStdout: all", "(expected: proxy, upstream, both, none)"),
				KeyCase.of("logRequests", Configuration::logRequests)
					.byDefault(false)
					.given("logRequests: true", true)
					.refused("logRequests: 'true'", "true or false"));
	}

	private static Stream<KeyCase> activity() {
		return Stream.of(
				KeyCase.of("metricsMaxInMemory", (configuration) -> configuration.activity().metricsMaxInMemory())
					.byDefault(1_000)
					.given("metricsMaxInMemory: 50", 50)
					.given("metricsMaxInMemory: 0", 1_000)
					.given("metricsMaxInMemory: -3", 1_000),
				KeyCase.of("captureBuffer", (configuration) -> configuration.activity().captureBytes())
					.byDefault(0L)
					.given("captureBuffer: 12", 12L << 20)
					.given("captureBuffer: 0", 0L)
					.given("captureBuffer: -1", 0L),
				KeyCase.of("store.path", (configuration) -> configuration.activity().storePath())
					.byDefault(null)
					.given("store: {path: a/b.db}", Path.of("a/b.db"))
					.given("store: ~", null)
					.refused("store: {}", "store.path: the path is missing")
					.refused("store: {path: ' '}", "store.path: the path is missing"),
				KeyCase.of("ui.activity.session_id", (configuration) -> configuration.activity().sessionIdHeaders())
					.byDefault(List.of("X-Session-ID", "X-Litellm-Session-Id"))
					.given("ui: {activity: {session_id: [' X-A ', '', x-a, X-B]}}", List.of("X-A", "X-B"))
					.given("ui: {activity: {session_id: []}}", List.of()),
				KeyCase.of("performance.disabled", (configuration) -> !configuration.activity().performanceEnabled())
					.byDefault(false)
					.given("performance: {disabled: true}", true),
				KeyCase.of("performance.every", (configuration) -> configuration.activity().performanceInterval())
					.byDefault(Duration.ofSeconds(5))
					.given("performance: {every: 1h2m30s}", Duration.ofSeconds(3_750))
					.given("performance: {every: 0s}", Duration.ofSeconds(5))
					.refused("performance: {every: 4.9s}", "the interval is too short")
					.refused("performance: {every: 15}", "where a duration is wanted"));
	}

	private static Stream<KeyCase> access() {
		return Stream.of(
				KeyCase.of("includeAliasesInList", (configuration) -> configuration.access().includeAliasesInList())
					.byDefault(false)
					.given("includeAliasesInList: on", true),
				KeyCase.of("apiKeys", (configuration) -> configuration.access().apiKeys())
					.byDefault(List.of())
					.given("apiKeys: [one, one, two]", List.of("one", "one", "two"))
					.given("apiKeys: ['a\tb']", List.of("a\tb"))
					.refused("apiKeys: ['']", "an empty key")
					.refused("apiKeys: ['a b']", "a key with a space"),
				KeyCase.of("hooks.on_startup.preload", (configuration) -> configuration.access().preload().models())
					.byDefault(List.of())
					.given("hooks: {on_startup: {preload: [' m ', '', nobody]}}\n" + MODEL, List.of(new ModelId("m")))
					.given("hooks: {on_startup: {preload: [q]}}\n" + KeyCase.model("aliases: [q]"),
							List.of(new ModelId("m"))),
				KeyCase.of("hooks.on_startup.parallel", (configuration) -> configuration.access().preload().parallel())
					.byDefault(1)
					.given("hooks: {on_startup: {parallel: 3}}", 3)
					.refused("hooks: {on_startup: {parallel: 0}}", "too small"),
				KeyCase.of("hooks.on_startup.warmUp", (configuration) -> configuration.access().preload().warmUp())
					.byDefault("/")
					.given("hooks: {on_startup: {warmUp: /v1/embeddings}}", "/v1/embeddings")
					.given("hooks: {on_startup: {warmUp: none}}", "none")
					.refused("hooks: {on_startup: {warmUp: chat}}", "is no path"),
				paths("upstream.ignorePaths", ProbeConfiguration::ignorePaths)
					.given("upstream: {ignorePaths: []}", texts(ProbeConfiguration.DEFAULT.ignorePaths()))
					.given("upstream: {ignorePaths: ['\\.js$', ^/x]}", List.of("\\.js$", "^/x"))
					.refused("upstream: {ignorePaths: ['(']}", "not a regular expression")
					.refused("upstream: {ignorePaths: ['a(?!b)']}", "look-ahead"),
				paths("upstream.loadOnGet", ProbeConfiguration::loadOnGet).given("upstream: {loadOnGet: []}", List.of())
					.given("upstream: {loadOnGet: [^/props$]}", List.of("^/props$"))
					.refused("upstream: {loadOnGet: ['(']}", "not a regular expression"),
				KeyCase.of("cors.allowedOrigins", (configuration) -> configuration.access().cors().allowedOrigins())
					.byDefault(null)
					.given("cors: {allowedOrigins: ['https://Chat.example.org', '*']}",
							List.of("https://chat.example.org", "*"))
					.refused("cors: {allowedOrigins: [chat]}", "is no origin"),
				KeyCase.of("macros", (configuration) -> model(configuration).launch().cmd())
					.byDefault("x 5800")
					.given("macros: {a: 1, b: '${a}2'}\nmodels: {m: {cmd: '${b} ${PORT}'}}", "12 5800")
					.refused("macros: {a: '${b}', b: 1}\nmodels: {m: {cmd: '${a} ${PORT}'}}",
							"declared after the macro that uses it")
					.refused("macros: {PORT: 1}", "the name PORT is reserved"),
				KeyCase.of("models", (configuration) -> configuration.models().keySet().toString())
					.byDefault("[m]")
					.given("models:", "[]")
					.given("models: {}", "[]")
					.given("models: {b: {cmd: 'x ${PORT}'}, a/b:c: {cmd: 'x ${PORT}'}}", "[b, a/b:c]")
					.refused("models: []", "a list where models are wanted"));
	}

	private static KeyCase paths(String key, Function<ProbeConfiguration, List<Pattern>> patterns) {
		return KeyCase.of(key, (configuration) -> texts(patterns.apply(configuration.access().probes())))
			.byDefault(texts(patterns.apply(ProbeConfiguration.DEFAULT)));
	}

	private static List<String> texts(List<Pattern> patterns) {
		return patterns.stream().map(Pattern::pattern).toList();
	}

	private static ModelConfiguration model(Configuration configuration) {
		return configuration.find(new ModelId("m")).orElseThrow();
	}

}
