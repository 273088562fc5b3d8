package io.llamaswap.demo;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Members found while a body passes by.
 */
class JsonFieldsTests {

	private static final String BODY = """
			{ "messages": [ {"role": "user", "content": "say \\"model\\": } , [x]"}, {"a": [1, 2]} ],
			  "model" : "a/b:c", "stream":true, "max_tokens" : 12, "empty": [], "one": "x,y",
			  "stream_options": { "include_usage" : true }, "n": null }
			""";

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 7, 10_000 })
	void findsTopLevelMembersHoweverTheBodyIsCut(int piece) {
		JsonFields fields = parse(BODY, piece);
		assertThat(fields.scalar("model", "")).isEqualTo("a/b:c");
		assertThat(fields.scalar("stream", "false")).isEqualTo("true");
		assertThat(fields.scalar("max_tokens", "")).isEqualTo("12");
		assertThat(fields.raw("stream_options")).isEqualTo("{\"include_usage\":true}");
		assertThat(fields.count("messages")).isEqualTo(2);
		assertThat(fields.count("empty")).isZero();
		assertThat(fields.count("one")).isOne();
		assertThat(fields.count("missing")).isZero();
		assertThat(fields.scalar("role", "none")).isEqualTo("none");
	}

	@Test
	void keepsOnlyTheBeginningOfALongValue() {
		JsonFields fields = parse("{\"prompt\":\"" + "x".repeat(100_000) + "\",\"model\":\"last\"}", 4096);
		assertThat(fields.raw("prompt")).hasSizeLessThan(1000);
		assertThat(fields.scalar("model", "")).isEqualTo("last");
	}

	@Test
	void survivesWhatIsNoJson() {
		assertThat(parse("}}]]{{:::,,\"", 3).scalar("model", "none")).isEqualTo("none");
		assertThat(parse("--boundary\r\nContent-Disposition: form-data; name=\"model\"", 5).scalar("model", "none"))
			.isEqualTo("none");
	}

	private static JsonFields parse(String body, int piece) {
		JsonFields fields = new JsonFields();
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		for (int offset = 0; offset < bytes.length; offset += piece) {
			fields.accept(bytes, offset, Math.min(piece, bytes.length - offset));
		}
		return fields;
	}

}
