package io.llamaswap.config;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the tests of keys to the keys there are, and tries every key with a value of the
 * wrong kind.
 */
class KeyCoverageTests {

	/** What stands behind no key of a type. */
	private static final Map<String, String> WRONG = Map.of("string", "[a]", "integer", "[1]", "boolean", "5",
			"duration", "5", "list of strings", "text", "mapping", "text", "mapping of anything", "text",
			"mapping of profiles", "text");

	@Test
	void everyKeyHasATestNamedAfterIt() {
		Set<String> all = ConfigurationDocumentationTests.uses().keySet();
		Set<String> leaves = new TreeSet<>(all);
		all.forEach((key) -> leaves.removeIf((parent) -> key.startsWith(parent + ".")));
		Set<String> tested = Stream
			.of(GlobalKeyTests.cases(), AccessKeyTests.cases(), ModelKeyTests.cases(), RoutingKeyTests.cases(),
					SchedulingKeyTests.cases(), HookKeyTests.cases())
			.flatMap((cases) -> cases)
			.map(KeyCase::key)
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(tested).as("a KeyCase in one of the classes above for each key").containsAll(leaves);
		assertThat(all).as("keys that are tested").containsAll(tested);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("keys")
	void aValueOfTheWrongKindIsAnErrorAtItsKey(String key, String type) {
		List<String> names = Arrays.asList(key.replace("*", "m").split("\\.", -1));
		String wrong = type.startsWith("mapping of ") ? WRONG.getOrDefault(type, "text") : WRONG.get(type);
		String yaml = String.join(": {", names) + ": " + wrong + "}".repeat(names.size() - 1);
		LoadedConfiguration loaded = new ConfigurationLoader(
				new Surroundings(Map.of(), CommandSyntax.POSIX, (path) -> ""))
			.load("c.yaml", yaml);
		assertThat(loaded.errors()).as(yaml).extracting(ConfigurationProblem::key).contains(String.join(".", names));
		assertThat(loaded.configuration()).isNull();
	}

	static Stream<org.junit.jupiter.params.provider.Arguments> keys() {
		return ConfigurationDocumentationTests.uses()
			.entrySet()
			.stream()
			// Only one of the two routers is read.
			.filter((use) -> !Collections.singleton("routing.router.settings.matrix").contains(use.getKey()))
			.map((use) -> org.junit.jupiter.params.provider.Arguments.of(use.getKey(), use.getValue().type()));
	}

}
