package io.llamaswap.activity;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UsageReader} through {@link AnswerText}: section 6.2 of the contract.
 */
class UsageReaderTests {

	private static final String JSON = "application/json";

	private static final String EVENTS = "text/event-stream";

	@Test
	void openAiUsage() {
		assertThat(read(JSON,
				"{\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,"
						+ "\"prompt_tokens_details\":{\"cached_tokens\":5}}}"))
			.isEqualTo(new TokenCounts(5, -1, -1, 12, 34, -1, -1));
	}

	@Test
	void anthropicUsageIsSpreadOverTheStream() {
		String events = """
				event: message_start
				data: {"type":"message_start","message":{"usage":{"input_tokens":25,"cache_read_input_tokens":7,"output_tokens":1}}}

				event: message_delta
				data: {"type":"message_delta","usage":{"output_tokens":15}}

				""";
		assertThat(read(EVENTS, events)).isEqualTo(new TokenCounts(7, -1, -1, 25, 15, -1, -1));
	}

	@Test
	void responsesApiHasItInTheLastEvent() {
		assertThat(read(EVENTS,
				"data: {\"response\":{\"usage\":{\"input_tokens\":3,\"output_tokens\":4,"
						+ "\"input_tokens_details\":{\"cached_tokens\":2}}}}\n\n"))
			.isEqualTo(new TokenCounts(2, -1, -1, 3, 4, -1, -1));
	}

	@Test
	void timingsOfLlamaServerWinOverUsage() {
		String answer = "{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1},\"timings\":{\"cache_n\":8,\"prompt_n\":20,"
				+ "\"predicted_n\":30,\"prompt_per_second\":100.5,\"predicted_per_second\":50.25,\"draft_n\":4,"
				+ "\"draft_n_accepted\":3,\"prompt_ms\":200,\"predicted_ms\":600}}";
		UsageReader reader = new UsageReader();
		reader.json(answer);
		assertThat(reader.counts()).isEqualTo(new TokenCounts(8, 4, 3, 20, 30, 100.5, 50.25));
		assertThat(reader.workedMillis()).isEqualTo(800);
		reader = new UsageReader();
		reader.json("[{},{\"timings\":{\"prompt_n\":1,\"predicted_n\":2}}]");
		assertThat(reader.counts()).isEqualTo(new TokenCounts(-1, -1, -1, 1, 2, -1, -1));
	}

	@Test
	void metricsOfVllmGiveSpeeds() {
		assertThat(read(JSON,
				"{\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":4},\"metrics\":"
						+ "{\"time_to_first_token_ms\":500,\"mean_itl_ms\":20,\"speculative_decoding\":"
						+ "{\"num_draft_tokens\":9,\"num_accepted_draft_tokens\":6}}}"))
			.isEqualTo(new TokenCounts(-1, 9, 6, 10, 4, 20, 50));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{}", "no json", "{\"usage\":null}", "{\"usage\":", "[]", "{\"choices\":[]}" })
	void nothingUsableLeavesZeros(String answer) {
		assertThat(read(JSON, answer)).isEqualTo(TokenCounts.NONE);
	}

	@Test
	void longAnswersAreReadFromTheirEnds() {
		String text = "\\\"usage\\\":{} x".repeat(5_000);
		assertThat(read(JSON,
				"{\"choices\":[{\"text\":\"" + text + "\"}],\"usage\":{\"prompt_tokens\":2,"
						+ "\"completion_tokens\":3,\"prompt_tokens_details\":{\"cached_tokens\":1}}}"))
			.isEqualTo(new TokenCounts(1, -1, -1, 2, 3, -1, -1));
		assertThat(read(JSON, "{\"usage\":{\"prompt_tokens\":2},\"data\":[\"" + text + "\"]}").input()).isEqualTo(2);
		assertThat(read(EVENTS, "data: {\"message\":{\"usage\":{\"input_tokens\":6}}}\n\n"
				+ ("data: " + "x".repeat(300) + "\n\n").repeat(200) + "data: {\"usage\":{\"output_tokens\":7}}\n\n"))
			.isEqualTo(new TokenCounts(-1, -1, -1, 6, 7, -1, -1));
	}

	@Test
	void compressedAnswersAreDecoded() throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
			out.write("{\"usage\":{\"prompt_tokens\":9}}".getBytes(StandardCharsets.UTF_8));
		}
		UsageReader reader = new UsageReader();
		assertThat(AnswerText.read(sample(Unpooled.wrappedBuffer(bytes.toByteArray())), JSON, "gzip", reader))
			.isEmpty();
		assertThat(reader.counts().input()).isEqualTo(9);
		assertThat(AnswerText.read(sample(text("{}")), JSON, "gzip", new UsageReader())).contains("gzip");
	}

	@Test
	void speedsComeFromTheClockWhereTheServerSaysNone() {
		TokenCounts counts = new TokenCounts(2, -1, -1, 12, 40, -1, -1).timed(0.5, 2);
		assertThat(counts.promptPerSecond()).isEqualTo(20);
		assertThat(counts.tokensPerSecond()).isEqualTo(20);
		assertThat(TokenCounts.NONE.timed(1, 1)).isEqualTo(TokenCounts.NONE);
		assertThat(new TokenCounts(-1, -1, -1, 12, 40, 7, 8).timed(1, 1).promptPerSecond()).isEqualTo(7);
	}

	@Test
	void reasonOfAFailureIsFound() {
		assertThat(AnswerText.error(sample(text("{\"error\":{\"message\":\"too long\"}}")), 400)).isEqualTo("too long");
		assertThat(AnswerText.error(sample(text("{\"detail\":\"d\"}")), 400)).isEqualTo("d");
		assertThat(AnswerText.error(sample(text("{\"error\":\"" + "x".repeat(900) + "\"}")), 400)).hasSize(500);
		assertThat(AnswerText.error(sample(text("oops")), 500)).isEqualTo("status 500");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 7, 1000, 4096, 4097, 20_479, 20_480, 20_481, 36_865, 100_000 })
	void sampleKeepsBothEndsOfAnySize(int size) {
		StringBuilder all = new StringBuilder();
		for (int index = 0; all.length() < size; index++) {
			all.append(index).append(',');
		}
		String text = all.substring(0, size);
		for (int step : new int[] { 1 + size / 50, 5000, size }) {
			AnswerSample sample = new AnswerSample();
			for (int from = 0; from < size; from += step) {
				sample.add(text(text.substring(from, Math.min(size, from + step))));
			}
			assertThat(sample.total()).isEqualTo(size);
			assertThat(new String(sample.head(), StandardCharsets.UTF_8))
				.isEqualTo(text.substring(0, Math.min(size, AnswerSample.HEAD)));
			assertThat(new String(sample.tail(), StandardCharsets.UTF_8))
				.isEqualTo(text.substring(Math.max(Math.min(size, AnswerSample.HEAD), size - AnswerSample.TAIL)));
			assertThat(sample.isWhole()).isEqualTo(size <= AnswerSample.HEAD + AnswerSample.TAIL);
		}
	}

	private static TokenCounts read(String contentType, String answer) {
		UsageReader reader = new UsageReader();
		AnswerText.read(sample(text(answer)), contentType, "", reader);
		return reader.counts();
	}

	private static AnswerSample sample(ByteBuf bytes) {
		AnswerSample sample = new AnswerSample();
		sample.add(bytes);
		return sample;
	}

	private static ByteBuf text(String text) {
		return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
	}

}
