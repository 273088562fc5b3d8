package io.llamaswap.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How commands become words (contract 2.6, C078 to C080, C095).
 */
class CommandSyntaxTests {

	@ParameterizedTest
	@MethodSource("commands")
	void splitsAsContractSection26Says(String command, List<String> words) {
		assertThat(CommandSyntax.POSIX.split(command)).isEqualTo(words);
	}

	static Stream<Arguments> commands() {
		return Stream.of(Arguments.of("", List.of()), Arguments.of(" \t\n ", List.of()),
				Arguments.of("a b\tc\nd", List.of("a", "b", "c", "d")),
				Arguments.of("a 'b c' \"d e\"", List.of("a", "b c", "d e")),
				Arguments.of("a '' \"\" b", List.of("a", "", "", "b")),
				Arguments.of("--x='a b'\"c\"d", List.of("--x=a bcd")), Arguments.of("'\\n$`\"'", List.of("\\n$`\"")),
				Arguments.of("\"\\$ \\` \\\" \\\\ \\n \\'\"", List.of("$ ` \" \\ \\n \\'")),
				Arguments.of("a\\ b \\\" \\' \\\\ c", List.of("a b", "\"", "'", "\\", "c")),
				Arguments.of("'{\"a\":false}'", List.of("{\"a\":false}")), Arguments.of("'it'\\''s'", List.of("it's")),
				Arguments.of("a 'open", List.of("a", "open")), Arguments.of("a \"open", List.of("a", "open")),
				Arguments.of("a \\", List.of("a")), Arguments.of("a \\\n  b", List.of("a", "b")),
				Arguments.of("a \\  \n b\\\nc", List.of("a", "b", "c")),
				Arguments.of("# c\na\n   # 'd\nb", List.of("a", "b")),
				Arguments.of("a #b c#d", List.of("a", "#b", "c#d")), Arguments.of("'a\n# gone\nb'", List.of("a\nb")),
				Arguments.of("a $HOME * ~ | && > x", List.of("a", "$HOME", "*", "~", "|", "&&", ">", "x")),
				Arguments.of("\u00e9 '\u6f22 \u5b57'", List.of("\u00e9", "\u6f22 \u5b57")));
	}

	@ParameterizedTest
	@MethodSource("windowsCommands")
	void splitsOnWindowsAsContractSection26Says(String command, List<String> words) {
		assertThat(CommandSyntax.WINDOWS.split(command)).isEqualTo(words);
	}

	static Stream<Arguments> windowsCommands() {
		return Stream.of(Arguments.of("", List.of()), Arguments.of(" \t\n\r ", List.of()),
				Arguments.of("a b\tc\nd\r\ne", List.of("a", "b", "c", "d", "e")),
				Arguments.of("C:\\dir\\s.exe -m F:\\x\\y.gguf", List.of("C:\\dir\\s.exe", "-m", "F:\\x\\y.gguf")),
				Arguments.of("\"C:\\Program Files\\s.exe\" a", List.of("C:\\Program Files\\s.exe", "a")),
				Arguments.of("a 'b c'", List.of("a", "'b", "c'")), Arguments.of("a \"\" b", List.of("a", "", "b")),
				Arguments.of("--x=\"a b\"c", List.of("--x=a bc")), Arguments.of("\"a\nb\"", List.of("a\nb")),
				Arguments.of("a\\\"b", List.of("a\"b")), Arguments.of("a\\\\\"b c\"", List.of("a\\b c")),
				Arguments.of("a\\\\\\\"b c", List.of("a\\\"b", "c")), Arguments.of("\"a\\\\\" b", List.of("a\\", "b")),
				Arguments.of("\\\\server\\share", List.of("\\\\server\\share")),
				Arguments.of("\"say \"\"it\"\" now\"", List.of("say \"it\" now")),
				Arguments.of("\"{\\\"a\\\": false}\"", List.of("{\"a\": false}")),
				Arguments.of("a \"open b", List.of("a", "open b")),
				Arguments.of("a \\\n  b \\\r\n c", List.of("a", "b", "c")),
				Arguments.of("# c\na\n   # \"d\nb", List.of("a", "b")),
				Arguments.of("a %PATH% ^ & $x `", List.of("a", "%PATH%", "^", "&", "$x", "`")));
	}

	/** Lines of a command have a meaning of their own, so words are of one line here. */
	@ParameterizedTest
	@EnumSource
	void quotingAndSplittingAreInverse(CommandSyntax syntax) {
		Random random = new Random(20260822);
		String alphabet = "ab \t'\"\"\\\\$`#&|;<>*?~{}()[]=,.-_/\u00e9\u6f22";
		for (int round = 0; round < 20_000; round++) {
			List<String> words = new ArrayList<>();
			for (int word = random.nextInt(5); word >= 0; word--) {
				words.add(random.ints(random.nextInt(8), 0, alphabet.length())
					.mapToObj((index) -> String.valueOf(alphabet.charAt(index)))
					.collect(Collectors.joining()));
			}
			String line = words.stream().map(syntax::quote).collect(Collectors.joining(" "));
			assertThat(syntax.split(line)).as(line).isEqualTo(words);
		}
	}

	@ParameterizedTest
	@EnumSource
	void everyTextHasWords(CommandSyntax syntax) {
		Random random = new Random(20261123);
		String alphabet = "ab \t\n\r'\"\\$#";
		for (int round = 0; round < 20_000; round++) {
			String line = random.ints(random.nextInt(20), 0, alphabet.length())
				.mapToObj((index) -> String.valueOf(alphabet.charAt(index)))
				.collect(Collectors.joining());
			List<String> words = syntax.split(line);
			String quoted = words.stream().map(syntax::quote).collect(Collectors.joining(" "));
			if (words.stream()
				.allMatch((word) -> word.lines().count() <= 1 && !word.endsWith("\n") && word.indexOf('\r') < 0)) {
				assertThat(syntax.split(quoted)).as(line).isEqualTo(words);
			}
		}
	}

	@Test
	void theSystemDecides() {
		assertThat(CommandSyntax.of("Windows 11")).isEqualTo(CommandSyntax.WINDOWS);
		assertThat(List.of(CommandSyntax.of("Linux"), CommandSyntax.of("Mac OS X"), CommandSyntax.of("")))
			.containsOnly(CommandSyntax.POSIX);
	}

	@Test
	void withoutCmdStopWindowsEndsTheWholeTree() {
		String yaml = "models: {a: {cmd: 'x ${PORT}'}, b: {cmd: 'x ${PORT}', cmdStop: 'stop ${PID}'}}";
		for (CommandSyntax syntax : CommandSyntax.values()) {
			Configuration configuration = Objects
				.requireNonNull(new ConfigurationLoader(Map.of(), syntax).load("c.yaml", yaml).configuration());
			assertThat(configuration.allModels()).extracting((model) -> model.launch().cmdStop())
				.containsExactly((syntax == CommandSyntax.WINDOWS) ? "taskkill /f /t /pid ${PID}" : "", "stop ${PID}");
		}
	}

	@Test
	void quotingLeavesHarmlessWordsAlone() {
		assertThat(CommandSyntax.POSIX.quote("--port=80")).isEqualTo("--port=80");
		assertThat(CommandSyntax.POSIX.quote("")).isEqualTo("''");
		assertThat(CommandSyntax.POSIX.quote("a b")).isEqualTo("'a b'");
		assertThat(CommandSyntax.WINDOWS.quote("F:\\x.gguf")).isEqualTo("F:\\x.gguf");
		assertThat(CommandSyntax.WINDOWS.quote("a b\\")).isEqualTo("\"a b\\\\\"");
	}

	@Test
	void commentsAreDroppedWithoutTouchingAnythingElse() {
		assertThat(CommandLines.withoutComments("a  # b\n  # c\n\td \\\n#e\n")).isEqualTo("a  # b\n\td \\\n");
		assertThat(CommandLines.withoutComments("# only\n")).isEmpty();
	}

}
