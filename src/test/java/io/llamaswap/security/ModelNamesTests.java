package io.llamaswap.security;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ModelNamesTests {

	@ParameterizedTest
	@CsvSource({ "qwen, qwen, true", "qwen, qwen2, false", "qwen*, qwen, true", "qwen*, qwen2:7b, true",
			"qwen*, aqwen, false", "*7b, qwen:7b, true", "*7b, 7b2, false", "org/*/7b, org/a/7b, true",
			"org/*/7b, org/7b, false", "a*a, a, false", "a*a, aa, true", "a*b*c, abc, true", "a*b*c, axbxc, true",
			"a*b*c, acb, false", "a*bc*c, abc, false", "*, anything, true", "**, anything, true", "'a.c', abc, false" })
	void starsStandForAnyCharacters(String pattern, String name, boolean expected) {
		assertThat(new ModelNames(List.of(pattern)).test(name)).isEqualTo(expected);
	}

	@Test
	void noneMeansAll() {
		assertThat(new ModelNames(List.of()).test("anything")).isTrue();
		assertThat(new ModelNames(List.of("a", "b*")).test("c")).isFalse();
	}

	@Test
	void noNameTakesLong() {
		ModelNames names = new ModelNames(List.of("a*".repeat(50) + "b"));
		assertThat(CompletableFuture.supplyAsync(() -> names.test("a".repeat(1_000_000))))
			.succeedsWithin(Duration.ofSeconds(20))
			.isEqualTo(false);
	}

}
