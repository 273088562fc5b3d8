package io.llamaswap.activity;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class HeaderRedactionTests {

	@ParameterizedTest
	@ValueSource(strings = { "Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "X-Api-Key",
			"X-Auth-Token", "X-Apikey", "X-Client-Secret", "X_Session_Token", "Api-Key" })
	void whatOpensSomethingIsHidden(String name) {
		assertThat(shown(name)).containsExactly("[REDACTED]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Ratelimit-Remaining-Tokens", "Keep-Alive", "X-Monkey", "Content-Type", "X-Tokenizer" })
	void everythingElseIsShown(String name) {
		assertThat(shown(name)).containsExactly("value");
	}

	private static Iterable<String> shown(String name) {
		return HeaderRedaction.shown(List.of(Map.entry(name, "value"))).values();
	}

}
