package io.llamaswap.security;

import java.util.concurrent.atomic.AtomicReference;

import io.llamaswap.config.Configuration;
import io.llamaswap.test.Configurations;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

class AuthenticationTests {

	private final AtomicReference<Configuration> configuration = new AtomicReference<>(
			Configurations.parse("apiKeys: [old, kept]"));

	private final Authentication authentication = new Authentication(this.configuration::get);

	@Test
	void aReloadReplacesAllKeysAtOnce() {
		assertThat(this.authentication.find(key("old"))).isNotNull();
		this.configuration.set(Configurations.parse("apiKeys: [kept, new]"));
		assertThat(this.authentication.find(key("old"))).isNull();
		assertThat(this.authentication.find(key("kept"))).isNotNull();
		assertThat(this.authentication.find(key("new"))).isNotNull();
	}

	@Test
	void keysAreNeededAsSoonAsThereAreSome() {
		this.configuration.set(Configurations.parse(""));
		assertThat(this.authentication.isRequired()).isFalse();
		this.configuration.set(Configurations.parse("apiKeys: [new]"));
		assertThat(this.authentication.isRequired()).isTrue();
	}

	@Test
	void guessesLeaveNothingButTheirNumber() {
		guess(5_000);
		long before = usedMemory();
		guess(20_000);
		assertThat(usedMemory() - before).as("bytes that 20,000 guesses left").isLessThan(1 << 20);
		assertThat(this.authentication.failed()).isEqualTo(25_000);
		assertThat(this.authentication.find(new HttpHeaders())).isNull();
		assertThat(this.authentication.find(key("kept"))).isNotNull();
		assertThat(this.authentication.failed()).as("neither no key nor a right one is a guess").isEqualTo(25_000);
	}

	private void guess(int times) {
		for (int number = 0; number < times; number++) {
			assertThat(this.authentication.find(key("guess-" + number + "-" + "x".repeat(200)))).isNull();
		}
	}

	private static long usedMemory() {
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	private static HttpHeaders key(String key) {
		HttpHeaders headers = new HttpHeaders();
		headers.set("x-api-key", key);
		return headers;
	}

}
