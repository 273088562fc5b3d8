package io.llamaswap.config.yaml;

import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class YamlReaderTests {

	@Test
	void orderTextsAndPlacesAreKept() {
		YamlMapping root = mapping("b: 0123\na:\n  - 'x'\n  - \"\\u00e9\"\n");
		assertThat(root.entries()).extracting((entry) -> entry.key().text()).containsExactly("b", "a");
		YamlScalar number = (YamlScalar) Objects.requireNonNull(root.find("b"));
		assertThat(number.text()).isEqualTo("0123");
		assertThat(number.position()).isEqualTo(new Position("f.yaml", 1, 4));
		YamlSequence list = (YamlSequence) Objects.requireNonNull(root.find("a"));
		assertThat(list.items()).extracting(YamlNode::position)
			.containsExactly(new Position("f.yaml", 3, 5), new Position("f.yaml", 4, 5));
		assertThat(((YamlScalar) list.items().get(1)).text()).isEqualTo("é");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "\n", "# comment\n", "---\n", "--- ~\n", "\uFEFF", "%YAML 1.2\n---\n" })
	void emptyTextsHaveNoContent(String text) {
		YamlDocument document = read(text);
		assertThat(document.issues()).isEmpty();
		YamlNode root = document.root();
		assertThat(root == null || ((YamlScalar) root).isNull()).isTrue();
	}

	@Test
	void windowsLineEndsAndByteOrderMarksDoNotMatter() {
		YamlMapping root = mapping("\uFEFFa: 1\r\nb: |\r\n  x\r\n  y\r\n");
		assertThat(((YamlScalar) Objects.requireNonNull(root.find("b"))).text()).isEqualTo("x\ny\n");
	}

	@Test
	void mergeKeysYieldToWrittenKeysAndEarlierSources() {
		YamlMapping root = mapping("""
				one: &one {a: 1, b: 1}
				two: &two {b: 2, c: 2}
				x: {c: 3, <<: [*one, *two]}
				y:
				  <<: *one
				  a: 4
				""");
		assertThat(texts(root, "x")).containsExactly("c=3", "a=1", "b=1");
		assertThat(texts(root, "y")).containsExactly("a=4", "b=1");
	}

	/** The library's reader fails where an emoji lies across the end of its buffer. */
	@Test
	void emojiMayStandAnywhere() {
		for (int length = 1_000; length < 1_050; length++) {
			YamlMapping root = mapping("#" + "x".repeat(length) + "\na: \"" + "\uD83D\uDE00".repeat(600) + "\"\n");
			assertThat(((YamlScalar) Objects.requireNonNull(root.find("a"))).text()).hasSize(1_200);
		}
	}

	@Test
	void anAnchorMayBeDefinedAgain() {
		YamlMapping root = mapping("a: &x 1\nb: *x\nc: &x 2\nd: *x\n");
		assertThat(((YamlScalar) Objects.requireNonNull(root.find("b"))).text()).isEqualTo("1");
		assertThat(((YamlScalar) Objects.requireNonNull(root.find("d"))).text()).isEqualTo("2");
	}

	@ParameterizedTest
	@ValueSource(ints = { 60, 500, 5_000 })
	void honestUsesOfAnAnchorAreRead(int uses) {
		StringBuilder text = new StringBuilder(
				"d: &d {proxy: 'http://localhost:1', ttl: 5, env: [A=b, C=d]}\nmodels:\n");
		for (int i = 0; i < uses; i++) {
			text.append("  m").append(i).append(": {<<: *d, cmd: x}\n  l").append(i).append(": *d\n");
		}
		assertThat(((YamlMapping) Objects.requireNonNull(mapping(text.toString()).find("models"))).entries())
			.hasSize(2 * uses);
	}

	@Test
	void anAliasBombIsRefused() {
		StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
		for (int i = 1; i < 12; i++) {
			text.append("a").append(i).append(": &a").append(i).append(" [");
			text.append(("*a" + (i - 1) + ", ").repeat(9)).append("*a").append(i - 1).append("]\n");
		}
		assertThat(onlyIssue(text.toString()).message()).contains("too large once its aliases are written out");
	}

	@ParameterizedTest
	@ValueSource(strings = { "[", "{a: ", "- ", "? ", "!!seq [", "[[], " })
	void deepNestingIsRefused(String opening) {
		assertThat(read(opening.repeat(100_000)).issues()).anyMatch(YamlIssue::fatal);
	}

	@Test
	void nestingUpToTheLimitIsRead() {
		int depth = YamlLimits.DEFAULT.depth();
		assertThat(read("[".repeat(depth) + "]".repeat(depth)).issues()).isEmpty();
		assertThat(onlyIssue("[".repeat(depth + 2) + "]".repeat(depth + 2)).message()).contains("nested deeper than");
	}

	@Test
	void textsUpToTheLimitAreRead() {
		YamlReader reader = new YamlReader(new YamlLimits(10, 5, 1_000));
		assertThat(reader.read("f", "abcdefghij").issues()).isEmpty();
		assertThat(reader.read("f", "abcdefghijk").issues()).singleElement()
			.extracting(YamlIssue::message)
			.isEqualTo("the file has 11 characters");
	}

	@Test
	void tagsAreHarmless() {
		YamlMapping root = mapping("a: !!str 5\nb: !!int \"5\"\nc: !!javax.script.ScriptEngineManager [x]\nd: ! 5\n");
		assertThat(((YamlScalar) Objects.requireNonNull(root.find("a"))).type()).isEqualTo(ScalarType.TEXT);
		assertThat(((YamlScalar) Objects.requireNonNull(root.find("b"))).type()).isEqualTo(ScalarType.INTEGER);
		assertThat(root.find("c")).isInstanceOf(YamlSequence.class);
		assertThat(((YamlScalar) Objects.requireNonNull(root.find("d"))).type()).isEqualTo(ScalarType.TEXT);
	}

	@Test
	void aCharacterThatYamlForbidsIsReportedWithItsPlace() {
		YamlIssue issue = onlyIssue("a: 1\nb: \u0001\n");
		assertThat(issue.message()).isEqualTo("the character U+0001 is not allowed in YAML");
		assertThat(issue.position()).isEqualTo(new Position("f.yaml", 2, 4));
	}

	@Test
	void aKeyThatIsAListIsReported() {
		assertThat(onlyIssue("? [a, b]\n: c\n").message()).isEqualTo("a list as a key");
	}

	@ParameterizedTest
	@CsvSource({ "~, NULL", "null, NULL", "true, BOOLEAN", "False, BOOLEAN", "yes, TEXT", "on, TEXT", "1:30, TEXT",
			"12, INTEGER", "-12, INTEGER", "+12, INTEGER", "1_000, INTEGER", "010, INTEGER", "0o17, INTEGER",
			"0x1F, INTEGER", "0b101, INTEGER", "089, FLOAT", "1.5, FLOAT", ".5, FLOAT", "1e3, FLOAT", "-.inf, FLOAT",
			".nan, FLOAT", "1.2.3, TEXT", "2024-01-02, TIMESTAMP", "2024-01-02T03:04:05Z, TIMESTAMP", "-, TEXT",
			"--port, TEXT", "0x, TEXT", "q4_0, TEXT", "5s, TEXT", "., TEXT", "_1, TEXT" })
	void plainScalarsHaveTheTypesThatLlamaSwapSees(String text, ScalarType type) {
		assertThat(ScalarType.of(text)).isEqualTo(type);
	}

	@ParameterizedTest
	@CsvSource({ "1_000, 1000", "010, 8", "0o17, 15", "0x1F, 31", "0b101, 5", "-010, -8", "+7, 7" })
	void wholeNumbersHaveTheValuesThatLlamaSwapSees(String text, int value) {
		assertThat(ScalarType.toInteger(text).intValueExact()).isEqualTo(value);
	}

	@ParameterizedTest
	@CsvSource({ "1.50, 1.5", "1e3, 1000", "1e21, 1e+21", "1000000.0, 1e+06", "0.00001, 1e-05", "-2.50, -2.5", "1.0, 1",
			"1e-7, 1e-07", "12345678.90, 1.23456789e+07", "123456.50, 123456.5", "0.10, 0.1", ".inf, +Inf", ".nan, NaN",
			"010, 8", "TRUE, true" })
	void llamaSwapsWayOfWritingNumbersIsKnown(String text, String rewritten) {
		assertThat(ScalarType.rewritten(new YamlScalar(text, true, new Position("f", 1, 1), 1))).isEqualTo(rewritten);
		assertThat(ScalarType.rewritten(new YamlScalar(text, false, new Position("f", 1, 1), 1))).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "2024-01-02, 2024-01-02T00:00:00Z", "2024-1-2 3:04:05, 2024-01-02T03:04:05Z",
			"2024-01-02T03:04:05.5+02:00, 2024-01-02T03:04:05.5+02:00", "2024-13-40, 2024-13-40" })
	void datesAreWrittenAsJsonHasThem(String text, String expected) {
		assertThat(Timestamps.rfc3339(text)).isEqualTo(expected);
	}

	private static List<String> texts(YamlMapping root, String key) {
		return ((YamlMapping) Objects.requireNonNull(root.find(key))).entries()
			.stream()
			.map((entry) -> entry.key().text() + "=" + ((YamlScalar) entry.value()).text())
			.toList();
	}

	private static YamlIssue onlyIssue(String text) {
		YamlDocument document = read(text);
		assertThat(document.root()).isNull();
		assertThat(document.issues()).hasSize(1);
		return document.issues().get(0);
	}

	private static YamlMapping mapping(String text) {
		YamlDocument document = read(text);
		assertThat(document.issues()).isEmpty();
		return (YamlMapping) Objects.requireNonNull(document.root());
	}

	private static YamlDocument read(String text) {
		return new YamlReader(YamlLimits.DEFAULT).read("f.yaml", text);
	}

}
