package io.llamaswap.json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Strings as a real reader understands them, and in the spelling of llama-swap.
 */
class JsonStringsTests {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	@ParameterizedTest(name = "{index}")
	@ValueSource(strings = { "", "plain", "\"quoted\" \\ back", "\b\t\n\f\r\u0000\u001f\u007f", "<b>&amp;</b>",
			"\u2028\u2029", "\u00fc \u20ac \ud83d\ude42", "half \ud83d of two" })
	void whatIsWrittenIsReadAgain(String text) {
		String quoted = JsonStrings.quote(text);
		assertThat(MAPPER.readValue(quoted, String.class)).isEqualTo(text);
		assertThat(JsonStrings.unescape(quoted.substring(1, quoted.length() - 1))).isEqualTo(text);
	}

	@Test
	void markupIsASequenceAndOtherTextStays() {
		assertThat(JsonStrings.quote("<\u00fc\ud83d\ude42>\n\u0001"))
			.isEqualTo("\"\\u003c\u00fc\ud83d\ude42\\u003e\\n\\u0001\"");
	}

	@Test
	void halfAPairSurvivesUtf8() {
		assertThat(JsonStrings.quote("\ud83d")).isEqualTo("\"\\ud83d\"");
	}

}
