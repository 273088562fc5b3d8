package io.llamaswap.security;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

class CredentialsTests {

	private final HttpHeaders headers = new HttpHeaders();

	@ParameterizedTest
	@ValueSource(strings = { "Bearer k", "bearer k", "BEARER   k ", "BeArEr k" })
	void bearerCountsInAnyCase(String value) {
		this.headers.set("Authorization", value);
		assertThat(key()).isEqualTo("k");
	}

	@Test
	void keyIsWhatItsBytesAreInUtf8() {
		String wire = new String("sk-\u00fcn\u00ef".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
		this.headers.set("Authorization", "Bearer " + wire);
		assertThat(key()).isEqualTo("sk-\u00fcn\u00ef");
		this.headers.clear();
		this.headers.set("X-API-Key", wire);
		assertThat(key()).isEqualTo("sk-\u00fcn\u00ef");
		this.headers.set("Authorization", basic("anybody:sk-\u00fcn\u00ef"));
		assertThat(key()).isEqualTo("sk-\u00fcn\u00ef");
	}

	@Test
	void theHeaderOfAnthropicCounts() {
		this.headers.set("X-API-Key", "k");
		assertThat(key()).isEqualTo("k");
	}

	@Test
	void thePasswordOfBasicCountsWhoeverTheUserIs() {
		this.headers.set("Authorization", basic("anybody:k:with:colons"));
		assertThat(key()).isEqualTo("k:with:colons");
		this.headers.set("Authorization", basic(":k").replace("Basic", "basic"));
		assertThat(key()).isEqualTo("k");
	}

	@Test
	void aWrongBearerIsNotRescuedByAnotherHeader() {
		this.headers.set("Authorization", "Bearer wrong");
		this.headers.set("x-api-key", "right");
		assertThat(key()).isEqualTo("wrong");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Basic", "Basic ", "Basic !!!", "Basic bm9jb2xvbg==", "Basic dXNlcjo=", "Bearer",
			"Bearer ", "Digest x", "k", "" })
	void whatHoldsNoKeyLetsTheNextHeaderSpeak(String value) {
		this.headers.set("Authorization", value);
		assertThat(key()).isNull();
		this.headers.set("x-api-key", "k");
		assertThat(key()).isEqualTo("k");
	}

	@Test
	void aHeaderThatStandsTwiceWithDifferentValuesOpensNothing() {
		this.headers.add("Authorization", "Bearer a");
		this.headers.add("Authorization", "Bearer a");
		assertThat(key()).isEqualTo("a");
		this.headers.add("Authorization", "Bearer b");
		assertThat(key()).isEmpty();
		this.headers.remove("Authorization");
		this.headers.add("x-api-key", "a");
		this.headers.add("x-api-key", "b");
		assertThat(key()).isEmpty();
	}

	@Test
	void onlyBasicComesFromABrowserByItself() {
		this.headers.set("Authorization", basic("u:k"));
		assertThat(Credentials.of(this.headers)).isNotNull().extracting(Credentials::ambient).isEqualTo(true);
		this.headers.set("Authorization", "Bearer k");
		assertThat(Credentials.of(this.headers)).isNotNull().extracting(Credentials::ambient).isEqualTo(false);
	}

	@Test
	void theKeyShowsInNoText() {
		assertThat(new Credentials("secret", false).toString()).doesNotContain("secret");
	}

	private @Nullable String key() {
		Credentials credentials = Credentials.of(this.headers);
		return (credentials != null) ? credentials.key() : null;
	}

	static String basic(String pair) {
		return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
	}

}
