package io.llamaswap.routing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.llamaswap.error.ApiError;
import io.llamaswap.json.JsonStrings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class JsonModelScannerTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "{\"model\":\"a\"}|a",
			"{\"x\":1,\"model\" : \"a b\" }|a b", "{\"model\":\"a\\\"b\\\\c\\u0041\\n\"}|`a\"b\\cA\n`",
			"{\"model\":1.50}|1.5", "{\"model\":1e3}|1000", "{\"model\":0012}|0012", "{\"model\":-7}|-7",
			"{\"model\":true}|true", "{\"model\":false,\"x\":1}|false", "{\"model\":[1,\"]\"]}|[1,\"]\"]",
			"{\"model\":{\"a\":\"}\"}}|{\"a\":\"}\"}", "{\"model\"\"a\"}|a", "{,,\"x\":1,,\"model\":\"a\",}|a",
			"{\"messages\":[{\"model\":\"no\"}],\"model\":\"a\"}|a", "{\"x\":\"\\\\\",\"model\":\"a\"}|a",
			"{\"x\":\"\\\\\\\"model\",\"model\":\"a\"}|a", "{\"\\u006dodel\":\"a\"}|a", "{\"model\":\"a\" garbage|a",
			"{\"model\":\"\uD83D\uDE00ü\"}|\uD83D\uDE00ü", "{\"model\":\"\\ud83d\\ude00\"}|\uD83D\uDE00",
			"{\"model\":\" a \"}|` a `", "\ufeff {\"model\":\"a\"}|a" })
	void findsTheModelInAnyChunking(String body, String model) {
		for (int size = 1; size <= body.length(); size++) {
			ModelScanner.Finding finding = Chunks.found(Chunks.feed(new JsonModelScanner(), body, size));
			assertThat(finding.model()).as("pieces of %d bytes", size).isEqualTo(model);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{}", "[{\"model\":\"a\"}]", "{\"model\":null}", "{\"model\":\"\"}", "{\"model\":\"a",
			"{\"model\":12", "{'model':'a'}", "{model:\"a\"}", "\"model\"", "{\"model\"}", "{\"Model\":\"a\"}",
			"{\"x\":{\"model\":\"a\"}}", "{\"x\":\"model\",\"y\":\"a\"}", "model=a" })
	void findsNothingWhereThereIsNothing(String body) {
		for (int size = 1; size <= Math.max(1, body.length()); size++) {
			assertThat(Chunks.feed(new JsonModelScanner(), body, size).finding()).isNull();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "{\"model\":\"a\",\"model\":\"b\"}|true", "{\"model\":\"a\",\"model\":\"a\"}|false",
					"{\"model\":\"a\",\"x\":{\"model\":\"b\"}}|false", "{\"model\":\"a\",\"\\u006Dodel\":\"b\"}|true",
					"{\"model\":null,\"model\":\"b\"}|true", "{\"model\":\"a\",\"model\":null}|true" })
	void secondModelOfAnotherValueIsAConflict(String body, boolean conflicting) {
		for (int size = 1; size <= body.length(); size++) {
			assertThat(Chunks.feed(new JsonModelScanner(), body, size).objection() != null).isEqualTo(conflicting);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "{\"stream\":true}|true", "{\"stream\":false}|false",
			"{\"stream\":1}|true", "{\"stream\":0}|false", "{\"stream\":0.0}|false", "{\"stream\":\"TRUE\"}|true",
			"{\"stream\":\"t\"}|true", "{\"stream\":\"no\"}|false", "{\"stream\":null}|false", "{\"x\":1}|false" })
	void streamIsReadAsLlamaSwapDoes(String body, boolean stream) {
		assertThat(Chunks.feed(new JsonModelScanner(), body, 3).isStream()).isEqualTo(stream);
	}

	@Test
	void deepNestingAndHugeStringsCostNothing() {
		String body = "{\"x\":" + "[".repeat(500_000) + "]".repeat(500_000) + ",\"y\":\"" + "a".repeat(1_000_000)
				+ "\",\"z\":" + "9".repeat(1_000_000) + ",\"model\":\"m\"}";
		ModelScanner.Finding finding = Chunks.found(Chunks.feed(new JsonModelScanner(), body, 8192));
		assertThat(finding.model()).isEqualTo("m");
		assertThat(body.substring((int) finding.start(), (int) finding.end())).isEqualTo("\"m\"");
	}

	@Test
	void modelAtTheEndOfFiftyMegabytesIsFound() {
		JsonModelScanner scanner = new JsonModelScanner();
		ByteBuf filler = Unpooled.wrappedBuffer(new byte[1 << 20]).setZero(0, 1 << 20);
		scanner.scan(Unpooled.copiedBuffer("{\"x\":\"", StandardCharsets.UTF_8));
		for (int megabytes = 0; megabytes < 50; megabytes++) {
			scanner.scan(filler);
		}
		scanner.scan(Unpooled.copiedBuffer("\",\"model\":\"m\"}", StandardCharsets.UTF_8));
		ModelScanner.Finding finding = Chunks.found(scanner);
		assertThat(finding).isEqualTo(new ModelScanner.Finding("m", (50 << 20) + 16, (50 << 20) + 19));
	}

	@Test
	void overlongNameIsNobodys() {
		String name = "n".repeat(ModelScanner.MAX_NAME_BYTES);
		String exact = "{\"model\":\"" + name + "\"}";
		String longer = "{\"model\":\"" + name + "n\"}";
		assertThat(Chunks.found(Chunks.feed(new JsonModelScanner(), exact, 999)).model()).isEqualTo(name);
		assertThat(Chunks.found(Chunks.feed(new JsonModelScanner(), longer, 999)).model()).isNotEqualTo(name)
			.isNotEqualTo(name + "n");
	}

	@Test
	void encodedNameIsAJsonString() {
		assertThat(new String(new JsonModelScanner().encode("a\"\\\u0001ü"), StandardCharsets.UTF_8))
			.isEqualTo("\"a\\\"\\\\\\u0001ü\"");
	}

	@Test
	void agreesWithTheWriterOnGeneratedBodies() {
		long seed = 42;
		for (int round = 0; round < 5_000; round++) {
			Random random = new Random(seed + round);
			GeneratedBody body = GeneratedBody.of(random);
			JsonModelScanner scanner = Chunks.feed(new JsonModelScanner(), body.bytes(), random);
			ModelScanner.Finding finding = scanner.finding();
			assertThat((finding != null) ? finding.model() : null).as("seed %d: %s", seed + round, body.text())
				.isEqualTo(body.model());
			assertThat(scanner.objection()).as("seed %d: %s", seed + round, body.text())
				.isNotEqualTo(ApiError.duplicateMember("model"));
			if (finding != null) {
				byte[] range = Arrays.copyOfRange(body.bytes(), (int) finding.start(), (int) finding.end());
				assertThat(new String(range, StandardCharsets.UTF_8)).isEqualTo(body.rawModel());
			}
		}
	}

	/**
	 * A body made from known parts, so that what must be found is known without a parser.
	 *
	 * @param text the body
	 * @param model the decoded model, or {@code null}
	 * @param rawModel how it is written
	 */
	private record GeneratedBody(String text, @Nullable String model, String rawModel) {

		private static final List<String> KEYS = List.of("messages", "Model", "model ", "mode", "models", "stream",
				"temperature", "\\\"model\\\"", "", "m\\u006fdels");

		private static final List<String> PIECES = List.of("a", "model", "\\\"", "\\\\", "\\u006d", "{", "}", "[", "]",
				",", ":", "\\n", "ü", "\uD83D\uDE00", "\\ud83d\\ude00", "                 ");

		static GeneratedBody of(Random random) {
			List<String> members = new ArrayList<>();
			int count = random.nextInt(6);
			for (int index = 0; index < count; index++) {
				members.add(string(KEYS.get(random.nextInt(KEYS.size()))) + space(random) + ":" + space(random)
						+ value(random, 3));
			}
			String model = null;
			String raw = "";
			if (random.nextInt(4) > 0) {
				String inner = inner(random) + "x";
				model = JsonStrings.unescape(inner);
				raw = string(inner);
				String key = random.nextBoolean() ? "model" : "m\\u006Fdel";
				members.add(random.nextInt(members.size() + 1),
						string(key) + space(random) + ":" + space(random) + raw);
			}
			String text = space(random) + "{" + space(random) + String.join("," + space(random), members) + "}";
			return new GeneratedBody(text, model, raw);
		}

		byte[] bytes() {
			return this.text.getBytes(StandardCharsets.UTF_8);
		}

		private static String value(Random random, int depth) {
			return switch (random.nextInt((depth > 0) ? 6 : 4)) {
				case 0 -> string(inner(random));
				case 1 -> Integer.toString(random.nextInt());
				case 2 -> "null";
				case 3 -> Double.toString(random.nextDouble());
				case 4 -> "[" + value(random, depth - 1) + space(random) + "," + value(random, depth - 1) + "]";
				default -> "{\"model\":" + value(random, depth - 1) + "}";
			};
		}

		private static String inner(Random random) {
			StringBuilder text = new StringBuilder();
			int count = random.nextInt(12);
			for (int index = 0; index < count; index++) {
				text.append(PIECES.get(random.nextInt(PIECES.size())));
			}
			return text.toString();
		}

		private static String string(String inner) {
			return "\"" + inner + "\"";
		}

		private static String space(Random random) {
			return " \n\t\r ".substring(0, random.nextInt(4));
		}

	}

}
