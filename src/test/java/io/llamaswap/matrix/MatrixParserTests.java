package io.llamaswap.matrix;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.llamaswap.model.ModelId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class MatrixParserTests {

	@ParameterizedTest
	@CsvSource(delimiter = ';',
			value = { "a; a", "a & b | c; ((a&b)|c)", "a | b & c; (a|(b&c))", "(a | b) & c; ((a|b)&c)",
					"+base & (a|b); (+base&(a|b))", "  a&b&c ; (a&b&c)", "((a)); a",
					"Qwen3.5-9B_x & \u6a21\u578b1; (Qwen3.5-9B_x&\u6a21\u578b1)" })
	void andBindsTighterThanOr(String text, String shape) throws MatrixSyntaxException {
		assertThat(shape(MatrixParser.parse(text))).isEqualTo(shape);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';',
			value = { "''; the expression is empty; 0", "'  '; the expression is empty; 0",
					"a !; \"!\" is unexpected; 2", "+; + without the name of a set; 0",
					"a & + b; + without the name of a set; 4", "(a; a ) is missing; 2", "(a b); \"b\" is unexpected; 3",
					"a &; the expression ends too early; 3", "a & | b; \"|\" is unexpected; 4",
					"(); \")\" is unexpected; 1", "a b; \"b\" is unexpected; 2", "a); \")\" is unexpected; 1",
					"a/b; \"/\" is unexpected; 1", "a \uD83D\uDE00; \"\uD83D\uDE00\" is unexpected; 2" })
	void mistakesAreReportedWithTheirPlace(String text, String reason, int offset) {
		MatrixSyntaxException mistake = catchThrowableOfType(MatrixSyntaxException.class,
				() -> MatrixParser.parse(text));
		assertThat(mistake.reason()).isEqualTo(reason);
		assertThat(mistake.offset()).isEqualTo(offset);
		assertThat(mistake.expected()).isNotEmpty();
	}

	@Test
	void whiteSpaceIsFreeBetweenTokens() throws MatrixSyntaxException {
		assertThat(shape(MatrixParser.parse("\ta\t&\n( b | c )\n"))).isEqualTo("(a&(b|c))");
	}

	@Test
	void depthAndLengthHaveBounds() throws MatrixSyntaxException {
		int depth = MatrixParser.MAX_DEPTH;
		assertThat(shape(MatrixParser.parse("(".repeat(depth) + "a" + ")".repeat(depth)))).isEqualTo("a");
		assertThatThrownBy(() -> MatrixParser.parse("(".repeat(depth + 1) + "a" + ")".repeat(depth + 1)))
			.hasMessageContaining("too many parentheses");
		assertThatThrownBy(() -> MatrixParser.parse("a".repeat(MatrixParser.MAX_LENGTH + 1)))
			.hasMessageContaining("too long");
	}

	@Test
	void setsSayWhoMayRunTogether() throws MatrixSyntaxException {
		MatrixSets sets = sets(Map.of("base", "c & d", "wide", "+base & (a | B)"), "a", "b", "c", "d");
		assertThat(sets.allowTogether(models("a", "c", "d"))).isTrue();
		assertThat(sets.allowTogether(models("b", "c"))).isTrue();
		assertThat(sets.allowTogether(models("a", "b"))).isFalse();
		assertThat(sets.models()).isEqualTo(models("a", "b", "c", "d"));
	}

	@Test
	void aMillionCombinationsAreNeverWrittenOut() throws MatrixSyntaxException {
		StringBuilder text = new StringBuilder("x0 & y0");
		String[] names = new String[80];
		for (int i = 0; i < 40; i++) {
			text.append(" & (x").append(i).append(" | y").append(i).append(")");
			names[2 * i] = "x" + i;
			names[2 * i + 1] = "y" + i;
		}
		MatrixSets sets = sets(Map.of("large", text.toString()), names);
		assertThat(sets.allowTogether(models("x1", "y2", "x3", "x0", "y0"))).isTrue();
		assertThat(sets.allowTogether(models("x1", "y1"))).isFalse();
	}

	@Test
	void circlesAreFoundThroughOtherSets() throws MatrixSyntaxException {
		Map<String, MatrixExpression> sets = new LinkedHashMap<>();
		sets.put("me", MatrixParser.parse("+me"));
		sets.put("ping", MatrixParser.parse("a & +pong"));
		sets.put("pong", MatrixParser.parse("+ping | b"));
		sets.put("fine", MatrixParser.parse("a | +other"));
		assertThat(MatrixSets.circular(sets)).containsExactlyInAnyOrder("me", "ping", "pong");
		assertThatThrownBy(() -> new MatrixSets(sets, Map.of())).hasMessageContaining("in a circle");
		assertThatThrownBy(() -> sets(Map.of("s", "nobody"), "a")).hasMessageContaining("names no model");
		assertThatThrownBy(() -> sets(Map.of("s", "+nobody"), "a")).hasMessageContaining("names no set");
	}

	private static MatrixSets sets(Map<String, String> texts, String... models) throws MatrixSyntaxException {
		Map<String, MatrixExpression> sets = new LinkedHashMap<>();
		for (Map.Entry<String, String> text : texts.entrySet()) {
			sets.put(text.getKey(), MatrixParser.parse(text.getValue()));
		}
		Map<String, ModelId> names = new LinkedHashMap<>();
		models(models).forEach((model) -> names.put(model.value(), model));
		names.put("B", new ModelId("b"));
		return new MatrixSets(sets, names);
	}

	private static Set<ModelId> models(String... names) {
		return List.of(names).stream().map(ModelId::new).collect(Collectors.toSet());
	}

	private static String shape(MatrixExpression expression) {
		if (expression instanceof MatrixExpression.Name name) {
			return name.name();
		}
		if (expression instanceof MatrixExpression.Reference reference) {
			return "+" + reference.set();
		}
		boolean and = expression instanceof MatrixExpression.Together;
		List<MatrixExpression> parts = (expression instanceof MatrixExpression.Together together) ? together.parts()
				: ((MatrixExpression.Alternatives) expression).parts();
		return parts.stream().map(MatrixParserTests::shape).collect(Collectors.joining(and ? "&" : "|", "(", ")"));
	}

}
