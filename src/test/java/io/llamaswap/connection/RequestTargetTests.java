package io.llamaswap.connection;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RequestTargetTests {

	@ParameterizedTest
	@ValueSource(strings = { "/", "*", "/v1/chat/completions?model=a&b=%2F",
			"/upstream/a:b/c;d=1/%2e%2E//?q=~!$&'()*+,;=", "http://localhost:8080/x", "localhost:80" })
	void whatAUriMayHoldStaysAsItIs(String target) {
		assertThat(RequestTarget.escaped(target)).isSameAs(target);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ' ', quoteCharacter = '~', textBlock = """
			/a{b}|c^d"e<f>g`h /a%7Bb%7D%7Cc%5Ed%22e%3Cf%3Eg%60h
			/x?q={"a":["b"]}|^<>` /x?q=%7B%22a%22:[%22b%22]%7D%7C%5E%3C%3E%60
			/a[0]?b[]=1 /a%5B0%5D?b[]=1
			/a#b /a%23b
			http://[::1]:80/{ http://[::1]:80/%7B
			http://a http://a/
			http://a:80?b=/{ http://a:80/?b=/%7B
			""")
	void whatItMayNotHoldIsEscaped(String target, String escaped) {
		assertThat(RequestTarget.escaped(target)).isEqualTo(escaped);
	}

	@Test
	void eachByteBeyondAsciiIsEscaped() {
		assertThat(RequestTarget.escaped("/\u00c3\u00a4/b%C3%A4?x=\u00e4\u00b8\u0096"))
			.isEqualTo("/%C3%A4/b%C3%A4?x=%E4%B8%96");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/%", "/%4", "/%zz", "/a?b=100%", "/%\u00b2\u00b20" })
	void aPercentSignThatEscapesNothingIsRefused(String target) {
		assertThatIllegalArgumentException().isThrownBy(() -> RequestTarget.escaped(target))
			.withMessageContaining("hexadecimal digits");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/a\u0000b", "/a\u007f", "/\u0008" })
	void controlCharactersAreRefused(String target) {
		assertThatIllegalArgumentException().isThrownBy(() -> RequestTarget.escaped(target))
			.withMessageContaining("control character");
	}

}
