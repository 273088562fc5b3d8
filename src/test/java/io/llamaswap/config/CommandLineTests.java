package io.llamaswap.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class CommandLineTests {

	@ParameterizedTest
	@MethodSource("commands")
	void splitsAsContractSection26Says(String command, List<String> words) {
		assertThat(CommandLine.split(command)).isEqualTo(words);
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

	/** Lines of a command have a meaning of their own, so words are of one line here. */
	@Test
	void quotingAndSplittingAreInverse() {
		Random random = new Random(20260822);
		String alphabet = "ab \t'\"\\$`#&|;<>*?~{}()[]=,.-_/\u00e9\u6f22";
		for (int round = 0; round < 20_000; round++) {
			List<String> words = new ArrayList<>();
			for (int word = random.nextInt(5); word >= 0; word--) {
				words.add(random.ints(random.nextInt(8), 0, alphabet.length())
					.mapToObj((index) -> String.valueOf(alphabet.charAt(index)))
					.collect(Collectors.joining()));
			}
			String line = "run " + words.stream().map(CommandLine::quote).collect(Collectors.joining(" "));
			List<String> expected = new ArrayList<>(List.of("run"));
			expected.addAll(words);
			assertThat(CommandLine.split(line)).as(line).isEqualTo(expected);
		}
	}

	@Test
	void quotingLeavesHarmlessWordsAlone() {
		assertThat(CommandLine.quote("--port=80")).isEqualTo("--port=80");
		assertThat(CommandLine.quote("")).isEqualTo("''");
		assertThat(CommandLine.quote("a b")).isEqualTo("'a b'");
	}

	@Test
	void commentsAreDroppedWithoutTouchingAnythingElse() {
		assertThat(CommandLine.withoutComments("a  # b\n  # c\n\td \\\n#e\n")).isEqualTo("a  # b\n\td \\\n");
		assertThat(CommandLine.withoutComments("# only\n")).isEmpty();
	}

}
