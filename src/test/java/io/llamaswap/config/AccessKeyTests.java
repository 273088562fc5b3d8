package io.llamaswap.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import com.google.re2j.Pattern;
import io.llamaswap.test.Configurations;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The keys of our own about who is let in.
 */
class AccessKeyTests {

	private static final String HASH = "sha256:" + "0aF".repeat(21) + "0";

	@ParameterizedTest(name = "{0}")
	@MethodSource("cases")
	void keyMeansWhatItIsTested(KeyCase key) {
		key.check();
	}

	static Stream<KeyCase> cases() {
		return Stream.concat(casesOfEverybody(), casesOfCallers());
	}

	private static Stream<KeyCase> casesOfEverybody() {
		return Stream.of(
				KeyCase
					.of("upstream.loadOnGet", (configuration) -> patterns(configuration.access().probes().loadOnGet()))
					.byDefault(patterns(ProbeConfiguration.DEFAULT.loadOnGet()))
					.given("upstream: {loadOnGet: []}", List.of())
					.given("upstream: {loadOnGet: [^/props$]}", List.of("^/props$"))
					.refused("upstream: {loadOnGet: ['(']}", "not a regular expression"),
				KeyCase.of("cors.allowedOrigins", (configuration) -> configuration.access().cors().allowedOrigins())
					.byDefault(null)
					.given("cors: {allowedOrigins: []}", List.of())
					.given("cors: {allowedOrigins: [HTTP://A:1, '*']}", List.of("http://a:1", "*"))
					.refused("cors: {allowedOrigins: [chat.example]}", "is no origin"),
				KeyCase.of("allowedHosts", (configuration) -> configuration.access().entry().allowedHosts())
					.byDefault(List.of())
					.given("allowedHosts: [LLM.example, '*.lan', box, '*']",
							List.of("llm.example", "*.lan", "box", "*"))
					.refused("allowedHosts: ['http://llm.example']", "is no host name")
					.refused("allowedHosts: ['llm.example:80']", "is no host name")
					.refused("allowedHosts: ['']", "is no host name"),
				KeyCase.of("upstreamHost", (configuration) -> configuration.access().entry().upstreamHost())
					.byDefault("")
					.given("upstreamHost: Models.Localhost", "models.localhost")
					.refused("upstreamHost: localhost", "is no name of its own")
					.refused("upstreamHost: 127.0.0.1", "is no name of its own")
					.refused("upstreamHost: 'models.localhost:80'", "is no name of its own"),
				KeyCase
					.of("trustedProxies", (configuration) -> configuration.access().entry().trustedProxies().blocks())
					.byDefault(List.of())
					.given("trustedProxies: [192.0.2.0/24]",
							List.of(Objects.requireNonNull(TrustedProxies.Block.parse("192.0.2.0/24"))))
					.refused("trustedProxies: [proxy.example]", "is no address")
					.refused("trustedProxies: [10.0.0.0/40]", "is no address"),
				KeyCase.of("defaultModel", (configuration) -> configuration.naming().defaultModel())
					.byDefault("")
					.given(KeyCase.MODEL + "defaultModel: m", "m")
					.refused(KeyCase.MODEL + "defaultModel: nobody", "is unknown"),
				KeyCase.of("wildcardAliases", (configuration) -> configuration.naming().wildcardAliases())
					.byDefault(Map.of())
					.given(KeyCase.MODEL + "wildcardAliases: {'gpt-*': m}", Map.of("gpt-*", "m"))
					.refused(KeyCase.MODEL + "wildcardAliases: {'gpt-*': nobody}", "is unknown")
					.refused(KeyCase.MODEL + "wildcardAliases: {gpt: m}", "there is no star in it"),
				KeyCase.of("requireApiKeys", (configuration) -> configuration.access().entry().requireApiKeys())
					.byDefault(false)
					.given("requireApiKeys: true\napiKeys: [a]", true)
					.given("requireApiKeys: true\ncallers: {alice: {key: one}}", true)
					.refused("requireApiKeys: true", "there are no keys, so everybody could call")
					.refused("requireApiKeys: true\napiKeys: []", "a key under apiKeys or callers"),
				KeyCase.of("unloadByGet", (configuration) -> configuration.access().entry().unloadByGet())
					.byDefault(false)
					.given("unloadByGet: true", true));
	}

	private static Stream<KeyCase> casesOfCallers() {
		return Stream.of(
				ofCaller("key", CallerConfiguration::keys).given("callers: {alice: {key: one}}", List.of("one"))
					.given("callers: {alice: {key: '" + HASH + "'}}", List.of(HASH))
					.refused("callers: {alice: {}}", "there is no key")
					.refused("callers: {alice: {key: ''}}", "a key is empty")
					.refused("callers: {alice: {key: 'a b'}}", "white space")
					.refused("callers: {alice: {key: 'sha256:abc'}}", "a hash that is none"),
				ofCaller("keyFile", CallerConfiguration::keys)
					.given("callers: {alice: {keyFile: src/test/resources/config/keys.txt}}", List.of("from-file"))
					.refused("callers: {alice: {keyFile: /no/such/file}}", "cannot be read"),
				ofCaller("models", CallerConfiguration::models).given("callers: {alice: {key: k}}", List.of())
					.given("callers: {alice: {key: k, models: ['qwen*', m]}}", List.of("qwen*", "m"))
					.refused("callers: {alice: {key: k, models: []}}", "leave the key out to allow all models")
					.refused("callers: {alice: {key: k, models: }}", "no model is named"),
				ofCaller("scopes", CallerConfiguration::scopes)
					.given("callers: {alice: {key: k}}", Set.of("inference", "read"))
					.given("callers: {alice: {key: k, scopes: []}}", Set.of())
					.given("callers: {alice: {key: k, scopes: [admin]}}", Set.of("admin"))
					.refused("callers: {alice: {key: k, scopes: [write]}}", "\"write\" is unknown"),
				ofCaller("priority", CallerConfiguration::priority).given("callers: {alice: {key: k}}", 0)
					.given("callers: {alice: {key: k, priority: -3}}", -3),
				ofCaller("maxPriority", CallerConfiguration::maxPriority).given("callers: {alice: {key: k}}", 0)
					.given("callers: {alice: {key: k, priority: 2}}", 2)
					.given("callers: {alice: {key: k, maxPriority: 7}}", 7));
	}

	private static KeyCase ofCaller(String key, Function<CallerConfiguration, @Nullable Object> value) {
		return KeyCase.of("callers.*." + key, (configuration) -> {
			List<CallerConfiguration> callers = configuration.access().entry().callers();
			return callers.isEmpty() ? null : value.apply(callers.get(0));
		}).byDefault(null);
	}

	private static List<String> patterns(List<Pattern> patterns) {
		return patterns.stream().map(Pattern::pattern).toList();
	}

	@Test
	void aKeyFileHasOneKeyPerLine(@TempDir Path folder) throws IOException {
		Path file = Files.writeString(folder.resolve("keys"), "# old\none\n\n  " + HASH + "\n");
		Configuration configuration = Configurations
			.parse("callers: {alice: {key: zero, keyFile: '" + file + "'}}\nmodels: {}");
		assertThat(configuration.access().entry().callers()).singleElement()
			.extracting(CallerConfiguration::keys)
			.isEqualTo(List.of("zero", "one", HASH));
		assertThat(configuration.access().needsKey()).isTrue();
	}

	@Test
	void keysShowInNoText() {
		Configuration configuration = Configurations.parse("apiKeys: [secret]\ncallers: {alice: {key: secret}}");
		assertThat(configuration.access() + " " + configuration.access().entry()).doesNotContain("secret");
	}

}
