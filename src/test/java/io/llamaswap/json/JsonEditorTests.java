package io.llamaswap.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The table of contract 3.5, and what goes beyond it.
 */
class JsonEditorTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"a":{"x":1}}            | a.b   | {"a":{"x":1,"b":7}}
			{"a":{"b":1}}            | a.b   | {"a":{"b":7}}
			{}                       | a.b   | {"a":{"b":7}}
			{"a":null}               | a.b   | {"a":{"b":7}}
			{"a":"text"}             | a.b   | {"a":{"b":7}}
			{"l":[1,2]}              | l.0   | {"l":[7,2]}
			{"l":[1,2]}              | l.5   | {"l":[1,2,null,null,null,7]}
			{}                       | l.2   | {"l":[null,null,7]}
			{"l":[1]}                | l.-1  | {"l":[1,7]}
			{"l":[]}                 | l.-1  | {"l":[7]}
			{}                       | l.-1  | {"l":[7]}
			{"l":[]}                 | l.1.x | {"l":[null,{"x":7}]}
			{"l":[{"x":1}]}          | l.0.x | {"l":[{"x":7}]}
			{"o":{"1":2}}            | o.1   | {"o":{"1":7}}
			{}                       | o.:1  | {"o":{"1":7}}
			{"a":{"b":1}}            | a\\.b | {"a":{"b":1},"a.b":7}
			{"a.b":1}                | a\\.b | {"a.b":7}
			{ "a" : 1 , "b":2.50 }   | a     | { "a" : 7 , "b":2.50 }
			{ "b":2.50 }             | a     | { "b":2.50,"a":7 }
			{"a":1,"b":2,"a":3}      | a     | {"a":7,"b":2,"a":7}
			{"a":{},"a":{"b":1}}     | a.b   | {"a":{"b":7},"a":{"b":7}}
			{"\\u0061":1}            | a     | {"\\u0061":7}
			""")
	void setReplacesInPlaceOrAppends(String text, String path, String expected) {
		assertThat(edit(text, JsonEdit.set(JsonPath.parse(path), 7))).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"a":{"b":1}}               | a.b  | {"a":{}}
			{"a":1}                     | a.b  | {"a":1}
			{"b":1}                     | a    | {"b":1}
			{"l":[1,2,3]}               | l.0  | {"l":[2,3]}
			{"l":[1,2,3]}               | l.1  | {"l":[1,3]}
			{"l":[1,2,3]}               | l.-1 | {"l":[1,2]}
			{"l":[1,2,3]}               | l.9  | {"l":[1,2,3]}
			{"l":[]}                    | l.-1 | {"l":[]}
			{"l":[1]}                   | l.x  | {"l":[1]}
			{"a":1}                     | a    | {}
			{ "a":1, "b":2 }            | a    | {  "b":2 }
			{"b":2 , "a":1 }            | a    | {"b":2  }
			{"a":1,"b":2,"a":3}         | a    | {"b":2}
			{"a":1,"a":2,"b":3,"a":4}   | a    | {"b":3}
			{"a":1,"a":2,"a":3}         | a    | {}
			{"b":1,"a":2,"a":3}         | a    | {"b":1}
			{"\\u0061":1,"b":2}         | a    | {"b":2}
			{"o":{"1":2,"3":4}}         | o.:1 | {"o":{"3":4}}
			""")
	void removeTakesAllOfThemAndTheirCommas(String text, String path, String expected) {
		assertThat(edit(text, JsonEdit.remove(JsonPath.parse(path)))).isEqualTo(expected);
	}

	@Test
	void editsFollowOneAnother() {
		assertThat(edit("{\"a\":{\"x\":1},\"b\":2}", JsonEdit.remove(JsonPath.parse("a")),
				JsonEdit.set(JsonPath.parse("a.y"), 3)))
			.isEqualTo("{\"b\":2,\"a\":{\"y\":3}}");
		assertThat(edit("{\"a\":1}", JsonEdit.set(JsonPath.parse("a"), List.of(1)),
				JsonEdit.set(JsonPath.parse("a.-1"), 2), JsonEdit.remove(JsonPath.parse("a.0"))))
			.isEqualTo("{\"a\":[2]}");
	}

	@Test
	void otherBytesStayAsTheyWere() {
		String text = "\ufeff \n{\"n\" : 1.50e+00, \"big\":123456789012345678901234567890,\t\"s\":\"\\u00e9\\/<&>\", "
				+ "\"l\":[ 1 ,2 ], \"k\":1}  \r\n";
		assertThat(edit(text, JsonEdit.remove(JsonPath.parse("k")), JsonEdit.set(JsonPath.parse("z"), true)))
			.isEqualTo(text.replace(", \"k\":1}", ",\"z\":true}"));
	}

	@Test
	void aNameThatCannotBeInAListIsAnError() {
		assertThatExceptionOfType(JsonEditException.class)
			.isThrownBy(() -> edit("{\"l\":[1]}", JsonEdit.set(JsonPath.parse("l.x"), 1)))
			.withMessageContaining("list");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[]", "1", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{\"a\":1}x", "{'a':1}",
			"{\"a\":01}", "{\"a\":1.}", "{\"a\":tru}", "{\"a\":\"\n\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12g4\"}",
			"{\"a\":[1,]}", "{\"a\":[1}}", "{\"a\":{]}", "{\"a\":-}", "{\"a\":\"x", "{\"a\" 1}", "{\"a\":1 \"b\":2}",
			"{\"a\":[1 2]}", "{\"a\":{\"b\"}}", "{\"a\":{,}}", "{a:1}", "{\"a\":+1}", "{\"a\":nul" })
	void whatIsNotValidIsRefused(String text) {
		assertThatExceptionOfType(JsonEditException.class)
			.isThrownBy(() -> edit(text, JsonEdit.set(JsonPath.parse("z"), 1)));
	}

	@Test
	void depthAndRepetitionsAreBounded() {
		String deep = "{\"a\":" + "[".repeat(JsonReader.MAX_DEPTH) + "]".repeat(JsonReader.MAX_DEPTH) + "}";
		assertThat(edit(deep, JsonEdit.remove(JsonPath.parse("z")))).isEqualTo(deep);
		String deeper = "{\"a\":" + "[".repeat(JsonReader.MAX_DEPTH + 1) + "]".repeat(JsonReader.MAX_DEPTH + 1) + "}";
		assertThatExceptionOfType(JsonEditException.class)
			.isThrownBy(() -> edit(deeper, JsonEdit.remove(JsonPath.parse("z"))))
			.withMessageContaining("nested");
		List<String> members = new ArrayList<>();
		for (int index = 0; index < MemberScan.MAX_FOUND; index++) {
			members.add("\"a\":1");
		}
		assertThat(edit("{" + String.join(",", members) + "}", JsonEdit.remove(JsonPath.parse("a")))).isEqualTo("{}");
		members.add("\"a\":1");
		assertThatExceptionOfType(JsonEditException.class)
			.isThrownBy(() -> edit("{" + String.join(",", members) + "}", JsonEdit.remove(JsonPath.parse("a"))))
			.withMessageContaining("more than 64");
	}

	@Test
	void largeTextsAreReadThroughASmallWindow() {
		String filler = "\"" + "x\\\"ü".repeat(200_000) + "\"";
		String text = "{\"x\":" + filler + ",\"temperature\":1,\"y\":[" + filler + "]}";
		assertThat(edit(text, JsonEdit.set(JsonPath.parse("temperature"), 0.5)))
			.isEqualTo(text.replace("\"temperature\":1", "\"temperature\":0.5"));
	}

	@Test
	void fiftyMegabytesAreEditedWithoutBeingCopied() {
		byte[] head = "{\"x\":\"".getBytes(StandardCharsets.UTF_8);
		byte[] tail = "\",\"temperature\":1,\"model\":\"m\"}".getBytes(StandardCharsets.UTF_8);
		int size = 50 << 20;
		ByteSource text = new ByteSource() {

			@Override
			public int length() {
				return size;
			}

			@Override
			public void read(int from, byte[] into, int at, int count) {
				assertThat(count).isLessThanOrEqualTo(8192);
				for (int index = 0; index < count; index++) {
					int place = from + index;
					into[at + index] = (place < head.length) ? head[place]
							: (place < size - tail.length) ? (byte) 'y' : tail[place - size + tail.length];
				}
			}

		};
		Rope edited = JsonEditor.edit(text, List.of(JsonEdit.remove(JsonPath.parse("temperature"))));
		assertThat(edited.length()).isEqualTo(size - ",\"temperature\":1".length());
		assertThat(edited.pieces()).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a.*", "a?", "#", "@this", "a|b", "l.70000" })
	void pathsThatMeanNothingAreRefused(String path) {
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> JsonPath.parse(path));
	}

	@Test
	void escapedCharactersOfPathsAreOrdinary() {
		assertThat(edit("{}", JsonEdit.set(JsonPath.parse("a\\*\\.\\|"), 1))).isEqualTo("{\"a*.|\":1}");
		assertThat(edit("{}", JsonEdit.set(JsonPath.parse("a:1"), 1))).isEqualTo("{\"a:1\":1}");
	}

	@Test
	void valuesAreWrittenAsLlamaSwapDoes() {
		java.util.Map<String, Object> map = new java.util.LinkedHashMap<>();
		map.put("b", 1.0);
		map.put("a", List.of("<&>\n\"", 1e21, 1e-7, 0.25, -0.0, 5L));
		assertThat(JsonWriter.write(map))
			.isEqualTo("{\"a\":[\"\\u003c\\u0026\\u003e\\n\\\"\",1e+21,1e-7,0.25,0,5],\"b\":1}");
		assertThat(JsonMapper.builder().build().readTree(JsonWriter.write(map)).get("b").asInt()).isEqualTo(1);
	}

	static String edit(String text, JsonEdit... edits) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return new String(JsonEditor.edit(ByteSource.of(bytes), List.of(edits)).toBytes(), StandardCharsets.UTF_8);
	}

}
