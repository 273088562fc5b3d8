package io.llamaswap.lifecycle;

import io.llamaswap.config.Configuration;
import io.llamaswap.model.ModelId;
import io.llamaswap.test.Configurations;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HeirsTests {

	private static final ModelId OLD = new ModelId("old");

	private static final ModelId NEW = new ModelId("new");

	private static final Configuration BEFORE = Configurations.parse(
			"models: {old: {cmd: 'server -m x', proxy: 'http://h:1', aliases: [gpt]}, other: {cmd: o, proxy: 'http://h:2'}}");

	@Test
	void sameCommandUnderAnotherIdIsTheSameModel() {
		assertThat(heir("old", "{new: {cmd: 'server -m  x', proxy: 'http://h:1'}}")).isEqualTo(NEW);
	}

	@Test
	void otherCommandIsAnotherModel() {
		assertThat(heir("old", "{new: {cmd: 'server -m y', proxy: 'http://h:1'}}")).isNull();
	}

	@Test
	void modelThatWasThereBeforeIsNoNewName() {
		assertThat(heir("old", "{other: {cmd: 'server -m x', proxy: 'http://h:1'}}")).isNull();
	}

	@Test
	void twoOfTheSameCommandAreNoAnswer() {
		assertThat(heir("old", "{new: {cmd: 'server -m x', proxy: 'http://h:1'},"
				+ " newer: {cmd: 'server -m x', proxy: 'http://h:1'}}"))
			.isNull();
	}

	@Test
	void idThatBecameAnAliasIsFollowed() {
		assertThat(heir("old", "{new: {cmd: n, proxy: 'http://h:3', aliases: [old]}}")).isEqualTo(NEW);
	}

	@Test
	void aliasThatBelongsToAnotherModelNowIsFollowed() {
		assertThat(heir("gpt", "{new: {cmd: n, proxy: 'http://h:3', aliases: [gpt]}}")).isEqualTo(NEW);
		assertThat(heir("old", "{new: {cmd: n, proxy: 'http://h:3', aliases: [gpt]}}")).isNull();
	}

	private static @Nullable ModelId heir(String name, String models) {
		return new Heirs(BEFORE, Configurations.parse("models: " + models)).find(new LeaseRequest(OLD, null, name));
	}

}
