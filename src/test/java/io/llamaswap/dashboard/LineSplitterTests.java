package io.llamaswap.dashboard;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LineSplitterTests {

	private final LineSplitter splitter = new LineSplitter();

	@Test
	void linesAreCompleteWhereverThePiecesEnd() {
		byte[] bytes = "eins\nzwölf\n\ndrei".getBytes(StandardCharsets.UTF_8);
		List<String> lines = new ArrayList<>();
		for (byte next : bytes) {
			lines.addAll(this.splitter.lines(new byte[] { next }));
		}
		assertThat(lines).containsExactly("eins", "zwölf", "");
		assertThat(lines("\n")).containsExactly("drei");
	}

	@Test
	void ofALineThatWasWrittenOverTheLastVersionIsShown() {
		assertThat(lines("10%\r50%\r100%\r\n\r\n")).containsExactly("100%", "");
	}

	@Test
	void aLineHasALimit() {
		assertThat(lines("x".repeat(LineSplitter.MAX_BYTES + 10) + "\nnext\n").stream().map(String::length))
			.containsExactly(LineSplitter.MAX_BYTES, 4);
	}

	private List<String> lines(String text) {
		return this.splitter.lines(text.getBytes(StandardCharsets.UTF_8));
	}

}
