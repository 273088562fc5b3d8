package io.llamaswap.config;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class NamePatternTests {

	@ParameterizedTest
	@CsvSource({ "qwen, qwen, true", "qwen, qwen2, false", "qwen*, qwen, true", "qwen*, qwen2:7b, true",
			"qwen*, aqwen, false", "*7b, qwen:7b, true", "*7b, 7b2, false", "org/*/7b, org/a/7b, true",
			"org/*/7b, org/7b, false", "a*a, a, false", "a*a, aa, true", "a*b*c, abc, true", "a*b*c, axbxc, true",
			"a*b*c, acb, false", "a*bc*c, abc, false", "*, anything, true", "**, anything, true", "'a.c', abc, false" })
	void starsStandForAnyCharacters(String pattern, String name, boolean expected) {
		assertThat(new NamePattern(pattern).test(name)).isEqualTo(expected);
	}

	@Test
	void noNameTakesLong() {
		NamePattern pattern = new NamePattern("a*".repeat(50) + "b");
		assertThat(CompletableFuture.supplyAsync(() -> pattern.test("a".repeat(1_000_000))))
			.succeedsWithin(Duration.ofSeconds(20))
			.isEqualTo(false);
	}

}
