package io.llamaswap.config;

import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One test for each of our keys about who goes first and how long models stay.
 */
class SchedulingKeyTests {

	@ParameterizedTest(name = "{0}")
	@MethodSource("cases")
	void key(KeyCase key) {
		key.check();
	}

	static Stream<KeyCase> cases() {
		return Stream.concat(global(), ofModel());
	}

	private static Stream<KeyCase> global() {
		return Stream.of(
				bound("overtaking", SchedulingConfiguration::overtaking).byDefault(Duration.ofSeconds(30))
					.given(scheduling("overtaking: 0"), Duration.ZERO)
					.refused(scheduling("overtaking: -1"), "0 or more"),
				bound("maxWait", SchedulingConfiguration::maxWait).byDefault(Duration.ofMinutes(5))
					.given(scheduling("maxWait: 60"), Duration.ofMinutes(1))
					.refused(scheduling("maxWait: -1"), "0 or more"),
				bound("parallelLoads", SchedulingConfiguration::parallelLoads).byDefault(0)
					.given(scheduling("parallelLoads: 2"), 2)
					.refused(scheduling("parallelLoads: -1"), "0 or more"),
				bound("totalQueueLimit", (bounds) -> bounds.waiting().total()).byDefault(2000)
					.given(scheduling("totalQueueLimit: 9"), 9)
					.refused(scheduling("totalQueueLimit: -1"), "0 or more"),
				bound("callerQueueLimit", (bounds) -> bounds.waiting().perCaller()).byDefault(500)
					.given(scheduling("callerQueueLimit: 9"), 9)
					.refused(scheduling("callerQueueLimit: -1"), "0 or more"),
				common("minResidency", ResidencyConfiguration::minResidency).byDefault(Duration.ZERO)
					.given(scheduling("minResidency: 30"), Duration.ofSeconds(30))
					.refused(scheduling("minResidency: -1"), "0 or more"),
				common("drainLimit", ResidencyConfiguration::drainLimit).byDefault(Duration.ZERO)
					.given(scheduling("drainLimit: 30"), Duration.ofSeconds(30))
					.refused(scheduling("drainLimit: -1"), "0 or more"),
				common("queueLimit", ResidencyConfiguration::queueLimit).byDefault(1000)
					.given(scheduling("queueLimit: 1"), 1)
					.refused(scheduling("queueLimit: 0"), "1 or more"));
	}

	private static Stream<KeyCase> ofModel() {
		return Stream.of(
				mine("keepLoaded", ResidencyConfiguration::keepLoaded).byDefault(false)
					.given(KeyCase.model("keepLoaded: yes"), true),
				mine("minResidency", ResidencyConfiguration::minResidency)
					.byDefault(scheduling("minResidency: 30"), Duration.ofSeconds(30))
					.given(scheduling("minResidency: 30", "minResidency: 0"), Duration.ZERO)
					.given(scheduling("minResidency: 30", "minResidency: -1"), Duration.ofSeconds(30)),
				mine("drainLimit", ResidencyConfiguration::drainLimit)
					.byDefault(scheduling("drainLimit: 30"), Duration.ofSeconds(30))
					.given(scheduling("drainLimit: 30", "drainLimit: 5"), Duration.ofSeconds(5)),
				mine("queueLimit", ResidencyConfiguration::queueLimit).byDefault(scheduling("queueLimit: 30"), 30)
					.given(scheduling("queueLimit: 30", "queueLimit: 5"), 5)
					.given(scheduling("queueLimit: 30", "queueLimit: 0"), 30),
				mine("checkInterval", ResidencyConfiguration::checkInterval).byDefault(Duration.ZERO)
					.given(KeyCase.model("checkInterval: 30"), Duration.ofSeconds(30))
					.refused(KeyCase.model("checkInterval: -1"), "0 or more"));
	}

	private static String scheduling(String key) {
		return KeyCase.MODEL + "scheduling: {" + key + "}\n";
	}

	private static String scheduling(String key, String ofModel) {
		return KeyCase.model(ofModel) + "scheduling: {" + key + "}\n";
	}

	private static KeyCase bound(String key, Function<SchedulingConfiguration, @Nullable Object> value) {
		return KeyCase.of("scheduling." + key, (configuration) -> value.apply(configuration.routing().scheduling()));
	}

	private static KeyCase common(String key, Function<ResidencyConfiguration, @Nullable Object> value) {
		return KeyCase.of("scheduling." + key,
				(configuration) -> value.apply(configuration.allModels().iterator().next().lifetime().residency()));
	}

	private static KeyCase mine(String key, Function<ResidencyConfiguration, @Nullable Object> value) {
		return KeyCase.ofModel(key, (model) -> value.apply(model.lifetime().residency()));
	}

}
