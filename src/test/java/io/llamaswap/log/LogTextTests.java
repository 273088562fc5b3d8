package io.llamaswap.log;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Text from elsewhere that must not pretend to be ours.
 */
class LogTextTests {

	@Test
	void ordinaryTextStaysAsItIs() {
		String text = "C:\\models\tgrün 模型 😀 — <img onerror>";
		assertThat(LogText.escaped(text)).isSameAs(text);
	}

	@Test
	void lineFeedsAreWrittenOut() {
		assertThat(LogText.escaped("a\r\n[INFO] forged")).isEqualTo("a\\r\\n[INFO] forged");
	}

	@ParameterizedTest
	@ValueSource(chars = { '\u0000', '\u0007', '\u001b', '\u007f', '\u0085', '\u009b', '\u2028', '\u202e', '\u2066',
			'\ud800' })
	void whatSteersATerminalIsWrittenOut(char character) {
		assertThat(LogText.escaped("a" + character + "b")).isEqualTo(String.format("a\\u%04xb", (int) character));
	}

	@Test
	void plainLinesHaveNoEscapeSequences() {
		assertThat(
				LogText.plain("\u001b[1;31mred\u001b[0m \u001b]8;;http://x\u0007link\u001b]8;;\u0007\u001b[2J\u001bc!"))
			.isEqualTo("red link!");
	}

	@Test
	void plainLinesAreShortened() {
		assertThat(LogText.plain("x".repeat(501))).isEqualTo("x".repeat(500) + " …");
		assertThat(LogText.plain("x".repeat(500))).hasSize(500);
	}

}
