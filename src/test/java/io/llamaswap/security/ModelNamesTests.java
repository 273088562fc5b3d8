package io.llamaswap.security;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ModelNamesTests {

	@Test
	void noneMeansAll() {
		assertThat(new ModelNames(List.of()).test("anything")).isTrue();
		assertThat(new ModelNames(List.of("a", "b*")).test("c")).isFalse();
	}

	@Test
	void starsStandForAnyCharacters() {
		ModelNames names = new ModelNames(List.of("qwen*", "tiny"));
		assertThat(names.test("qwen2:7b")).isTrue();
		assertThat(names.test("tiny")).isTrue();
		assertThat(names.test("tiny2")).isFalse();
	}

}
