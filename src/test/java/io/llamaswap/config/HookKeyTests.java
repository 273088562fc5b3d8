package io.llamaswap.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

import io.llamaswap.model.ModelId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One test for each key of hooks, named after it, and what they mean together.
 */
class HookKeyTests {

	@ParameterizedTest(name = "{0}")
	@MethodSource("cases")
	void key(KeyCase key) {
		key.check();
	}

	static Stream<KeyCase> cases() {
		return Stream.of("hooks.everyModel.*.", "models.*.hooks.*.").flatMap(HookKeyTests::cases);
	}

	private static Stream<KeyCase> cases(String place) {
		Function<String, String> file = place.startsWith("models") ? HookKeyTests::ofModel : HookKeyTests::ofAll;
		return Stream.of(
				value(place + "cmd", HookConfiguration::arguments).byDefault(null)
					.given(file.apply("beforeStart: {cmd: \"mount '/a b'\"}"), List.of("mount", "/a b"))
					.refused(file.apply("beforeStart: {cmd: [a]}"), "a list where a text is wanted")
					.refused(file.apply("beforStart: {cmd: a}"), "Did you mean \"beforeStart\"?")
					.refused(file.apply("beforeStart: {cmd: 'a ${PID}'}"), "${PID}"),
				value(place + "url", HookConfiguration::url).byDefault(null)
					.given(file.apply("beforeStart: {url: 'http://h:1/x'}"), URI.create("http://h:1/x"))
					.refused(file.apply("beforeStart: {url: 'ftp://h'}"), "is no address")
					.refused(file.apply("beforeStart: {cmd: a, url: 'http://h'}"), "both a cmd and a url"),
				value(place + "timeout", HookConfiguration::timeout)
					.byDefault(file.apply("beforeStart: {cmd: a}"), Duration.ofSeconds(10))
					.given(file.apply("beforeStart: {cmd: a, timeout: 3}"), Duration.ofSeconds(3))
					.refused(file.apply("beforeStart: {cmd: a, timeout: 0}"), "1 or more"),
				value(place + "onFailure", HookConfiguration::isFatal)
					.byDefault(file.apply("beforeStart: {cmd: a}"), true)
					.given(file.apply("beforeStart: {cmd: a, onFailure: continue}"), false)
					.given(file.apply("beforeStart: {cmd: a, onFailure: fail}"), true)
					.refused(file.apply("beforeStart: {cmd: a, onFailure: stop}"), "fail, continue"));
	}

	@Test
	void aModelsOwnMomentReplacesTheCommonOneAndAnEmptyOneSwitchesItOff() {
		Map<HookMoment, HookConfiguration> hooks = hooks(
				ofModel("afterReady: {}, afterExit: {cmd: own}") + "hooks: {everyModel: {beforeStart: {cmd: common},"
						+ " afterReady: {cmd: common}, afterExit: {cmd: common}}}\n");
		assertThat(hooks).containsOnlyKeys(HookMoment.BEFORE_START, HookMoment.AFTER_EXIT);
		assertThat(hooks.get(HookMoment.BEFORE_START)).extracting(HookConfiguration::arguments)
			.isEqualTo(List.of("common"));
		assertThat(hooks.get(HookMoment.AFTER_EXIT)).extracting(HookConfiguration::arguments).isEqualTo(List.of("own"));
	}

	@Test
	void onlyBeforeStartFailsAStartUnlessItIsSaidOtherwise() {
		Map<HookMoment, HookConfiguration> hooks = hooks(
				ofModel("beforeStart: {cmd: a}, afterReady: {cmd: a}, beforeStop: {cmd: a}, afterExit: {cmd: a}"));
		assertThat(hooks).hasSize(4)
			.allSatisfy((moment, hook) -> assertThat(hook.isFatal()).isEqualTo(moment == HookMoment.BEFORE_START));
		assertThat(hooks(ofModel("afterReady: {cmd: a, onFailure: fail}")).get(HookMoment.AFTER_READY))
			.extracting(HookConfiguration::isFatal)
			.isEqualTo(true);
	}

	@Test
	void policyOfAnEndIsWarnedOf() {
		LoadedConfiguration loaded = load(ofModel("afterExit: {cmd: a, onFailure: fail}"));
		assertThat(loaded.problems()).singleElement()
			.satisfies((problem) -> assertThat(problem.summary()).contains("an end comes in any case"));
	}

	@Test
	void otherHooksAreATouchWithoutARestart() {
		Configuration before = Objects.requireNonNull(load(ofModel("afterReady: {cmd: a}")).configuration());
		Configuration after = Objects.requireNonNull(load(ofModel("afterReady: {cmd: b}")).configuration());
		assertThat(ConfigurationDifference.between(before, after).summary())
			.isEqualTo("touched without restart m (hooks)");
	}

	private static KeyCase value(String key, Function<HookConfiguration, @Nullable Object> value) {
		return KeyCase.of(key, (configuration) -> {
			HookConfiguration hook = Objects.requireNonNull(configuration.models().get(new ModelId("m")))
				.hooks()
				.get(HookMoment.BEFORE_START);
			return (hook != null) ? value.apply(hook) : null;
		});
	}

	private static Map<HookMoment, HookConfiguration> hooks(String yaml) {
		return Objects.requireNonNull(Objects.requireNonNull(load(yaml).configuration()).models().get(new ModelId("m")))
			.hooks();
	}

	private static String ofAll(String hooks) {
		return KeyCase.MODEL + "hooks: {everyModel: {" + hooks + "}}\n";
	}

	private static String ofModel(String hooks) {
		return KeyCase.model("hooks: {" + hooks + "}");
	}

	private static LoadedConfiguration load(String yaml) {
		return new ConfigurationLoader(new Surroundings(Map.of(), CommandSyntax.POSIX, (path) -> "")).load("c.yaml",
				yaml);
	}

}
