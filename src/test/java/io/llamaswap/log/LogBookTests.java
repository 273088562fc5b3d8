package io.llamaswap.log;

import io.llamaswap.model.ModelId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which line goes to which history.
 */
class LogBookTests {

	private static final ModelId A = new ModelId("a");

	private static final ModelId B = new ModelId("b/8b");

	@Test
	void aModelKeepsItsHistoryOverItsLives() {
		LogBook book = new LogBook();
		book.of(A).append("first life\n");
		assertThat(book.of(A)).isSameAs(book.of(new ModelId("a")));
		assertThat(book.of(A).text()).isEqualTo("first life\n");
		assertThat(book.of(B).text()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "PROXY, true, false", "UPSTREAM, false, true", "BOTH, true, true", "NONE, false, false" })
	void theModeDecidesWhatIsCombined(LogMode mode, boolean program, boolean models) {
		LogBook book = new LogBook(mode, 1024);
		book.program().append("[INFO] own\n");
		book.of(A).append("from a\n");
		assertThat(book.combined().text().contains("own")).isEqualTo(program);
		assertThat(book.combined().text().contains("from a")).isEqualTo(models);
		assertThat(book.upstream().text()).isEqualTo("from a\n");
		assertThat(book.program().text()).isEqualTo("[INFO] own\n");
		assertThat(LogMode.find(mode.wireName())).contains(mode);
	}

	@Test
	void logsShowModelsAndProgramByDefault() {
		LogBook book = new LogBook();
		book.program().append("[INFO] own\n");
		book.of(A).append("from a\n");
		assertThat(book.combined().text()).isEqualTo("[INFO] own\nfrom a\n");
	}

	@Test
	void linesOfSeveralModelsAreNotMixedUp() {
		LogBook book = new LogBook();
		book.of(A).append("load");
		book.of(B).append("other\n");
		assertThat(book.of(A).text()).isEqualTo("load");
		book.of(A).append("ed\nnext");
		assertThat(book.upstream().text()).isEqualTo("other\nloaded\n");
		book.of(A).endLine();
		assertThat(book.upstream().text()).isEqualTo("other\nloaded\nnext\n");
	}

	@Test
	void anEndlessLineIsNotHeldBackForEver() {
		LogBook book = new LogBook();
		book.of(A).append("x".repeat(LineJoiner.LONGEST_LINE));
		assertThat(book.upstream().text()).isEmpty();
		book.of(A).append("y");
		assertThat(book.upstream().text()).hasSize(LineJoiner.LONGEST_LINE + 1).endsWith("xy");
	}

	@Test
	void unknownModesAreNotFound() {
		assertThat(LogMode.find("Proxy")).isEmpty();
		assertThat(LogMode.find("")).isEmpty();
	}

}
