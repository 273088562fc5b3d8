package io.llamaswap.dashboard;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class AnsiTextTests {

	private static final String ESC = "\u001b";

	@Test
	void plainTextIsOnePiece() {
		assertThat(AnsiText.read("hello <b>\tworld</b>"))
			.containsExactly(new AnsiText.Piece("", "hello <b>\tworld</b>"));
	}

	@Test
	void coloursAndWeightAreKept() {
		assertThat(AnsiText.read("a" + ESC + "[31;1mb" + ESC + "[0mc" + ESC + "[2md" + ESC + "[22me" + ESC + "[92mf"
				+ ESC + "[39mg" + ESC + "[mh"))
			.containsExactly(new AnsiText.Piece("", "a"), new AnsiText.Piece("red bold", "b"),
					new AnsiText.Piece("", "c"), new AnsiText.Piece("dim", "d"), new AnsiText.Piece("", "e"),
					new AnsiText.Piece("green", "f"), new AnsiText.Piece("", "g"), new AnsiText.Piece("", "h"));
	}

	@Test
	void oneOf256ColoursIsOneOfOursOrNone() {
		assertThat(
				AnsiText.read(ESC + "[38;5;9ma" + ESC + "[0;38;5;200mb" + ESC + "[38;2;1;31;1mc" + ESC + "[48;5;1md"))
			.containsExactly(new AnsiText.Piece("red", "a"), new AnsiText.Piece("", "b"), new AnsiText.Piece("", "c"),
					new AnsiText.Piece("", "d"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a" + ESC + "[2Jb", "a" + ESC + "[10;20Hb", "a" + ESC + "]0;title\u0007b",
			"a" + ESC + "]52;c;aGk=" + ESC + "\\b", "a" + ESC + "]8;;http://evil\u0007b",
			"a" + ESC + "Pq" + ESC + "\\b", "a\u202eb", "a\u2066b", "a\u0007b", "a\bb", "a" + ESC + "cb",
			"a" + ESC + "(Bb", "a\u009b2Jb", "a\u0000b", "ab" + ESC, "ab" + ESC + "[31", "ab" + ESC + "]0;unfinished",
			"a" + ESC + "[999999999999mb" })
	void everythingElseIsLeftOut(String line) {
		assertThat(String.join("", AnsiText.read(line).stream().map(AnsiText.Piece::text).toList())).isEqualTo("ab");
	}

	@Test
	void stylesComeFromAClosedSet() {
		for (int code = 0; code < 200; code++) {
			assertThat(AnsiText.read(ESC + "[" + code + "mx").get(0).style()).matches("[a-z ]{0,20}");
		}
	}

	@Test
	void aLongLineIsCut() {
		List<AnsiText.Piece> pieces = AnsiText.read("x".repeat(AnsiText.MAX_LENGTH + 1));
		assertThat(pieces.get(0).text()).hasSize(AnsiText.MAX_LENGTH + 2).endsWith(" …");
		assertThat(AnsiText.read("x".repeat(AnsiText.MAX_LENGTH)).get(0).text()).hasSize(AnsiText.MAX_LENGTH);
	}

}
