package io.llamaswap.upstream.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProcessTable} with made-up processes.
 */
class ProcessTableTests {

	@TempDir
	private Path root;

	@Test
	void nameMayHoldSpacesAndParentheses() throws IOException {
		stat(12, "12 (a) b (c) S 1 10 11 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 3 0 9876 1 2");
		assertThat(table().find(12)).contains(new ProcessEntry(12, 'S', 1, 10, 11, 3, 9876));
	}

	@Test
	void zombieIsNotAliveUnlessItsOtherThreadsAre() throws IOException {
		stat(1, "1 (x) Z 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0");
		stat(2, "2 (x) Z 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 4 0 5 0 0");
		stat(3, "3 (x) D 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0");
		stat(4, "4 (x) X 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0");
		Files.createDirectories(this.root.resolve("self"));
		Files.writeString(this.root.resolve("self/stat"), "");
		assertThat(table().alive()).extracting(ProcessEntry::pid).containsExactlyInAnyOrder(2L, 3L);
		assertThat(table().ended()).extracting(ProcessEntry::pid).containsExactlyInAnyOrder(1L, 4L);
	}

	@Test
	void processThatEndedMeanwhileIsPassedOver() throws IOException {
		Files.createDirectories(this.root.resolve("13"));
		stat(14, "14 (cut");
		assertThat(table().find(13)).isEmpty();
		assertThat(table().find(14)).isEmpty();
		assertThat(table().find(15)).isEmpty();
		assertThat(table().descriptors(15)).isEmpty();
		assertThat(table().name(15)).isEqualTo("?");
	}

	@Test
	void environmentOfAHangingProcessIsNotRead() throws IOException {
		stat(5, "5 (x) D 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0");
		Files.writeString(this.root.resolve("5/environ"), "A=b\0C=d\0");
		ProcessEntry hanging = table().find(5).orElseThrow();
		assertThat(table().environment(hanging)).isEmpty();
		ProcessEntry running = new ProcessEntry(5, 'R', 1, 1, 1, 1, 5);
		assertThat(table().environment(running)).contains("A=b", "C=d");
	}

	private ProcessTable table() {
		return new ProcessTable(this.root);
	}

	private void stat(long pid, String text) throws IOException {
		Files.createDirectories(this.root.resolve(Long.toString(pid)));
		Files.writeString(this.root.resolve(pid + "/stat"), text);
	}

}
