package io.llamaswap.upstream.process;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OutputTail}.
 */
class OutputTailTests {

	private final OutputTail tail = new OutputTail();

	@Test
	void lastTwentyLinesAreKept() {
		IntStream.rangeClosed(1, 100).forEach((number) -> append("line " + number + "\n"));
		assertThat(this.tail.lines()).hasSize(OutputTail.MOST_LINES).startsWith("line 81").endsWith("line 100");
	}

	@Test
	void lastFourKilobytesAreKept() {
		append("begin\n" + "x".repeat(10_000) + "end");
		assertThat(this.tail.lines()).singleElement()
			.satisfies((line) -> assertThat(line).hasSize(OutputTail.MOST_BYTES).endsWith("xend"));
	}

	@Test
	void piecesOfALineAreJoined() {
		append("one li");
		append("ne\r\ntwo\rthree");
		assertThat(this.tail.lines()).containsExactly("one line", "two", "three");
	}

	@Test
	void coloursAndControlCharactersAreDropped() {
		append("\u001B[1;31mred\u001B[0m \u001B]0;title\u0007text\u0000\u0007\b \u202Egnp.exe\u001B[2K\n\n\t\n");
		assertThat(this.tail.lines()).containsExactly("red text     gnp.exe");
	}

	@Test
	void brokenTextIsShownAsFarAsPossible() {
		this.tail.append(new byte[] { 'a', (byte) 0xff, 'b' }, 0, 3);
		assertThat(this.tail.lines()).containsExactly("a\uFFFDb");
	}

	@Test
	void nothingIsNoLine() {
		assertThat(this.tail.lines()).isEmpty();
	}

	private void append(String text) {
		byte[] bytes = ("." + text).getBytes(StandardCharsets.UTF_8);
		this.tail.append(bytes, 1, bytes.length - 1);
	}

}
