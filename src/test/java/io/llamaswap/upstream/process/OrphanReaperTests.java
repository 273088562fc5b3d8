package io.llamaswap.upstream.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OrphanReaper} with made-up processes. Real ones play in
 * {@code FirstProcessIntegrationTests}.
 */
class OrphanReaperTests {

	@TempDir
	private Path root;

	private final List<Long> taken = new ArrayList<>();

	private OrphanReaper reaper;

	OrphanReaperTests() {
		this.reaper = new OrphanReaper(new ProcessTable(Path.of("nowhere")), 1, this.taken::add);
	}

	@BeforeEach
	void makeReaper() throws IOException {
		Files.createDirectories(this.root.resolve("self"));
		Files.writeString(this.root.resolve("self/stat"), "");
		this.reaper = new OrphanReaper(new ProcessTable(this.root), 1, this.taken::add);
	}

	@Test
	void endedOrphanIsTakenUpWhenItIsSeenASecondTime() throws IOException {
		process(7, 'Z', 1);
		this.reaper.run();
		assertThat(this.taken).as("perhaps a child of the JDK that it has not noticed yet").isEmpty();
		this.reaper.run();
		assertThat(this.taken).containsExactly(7L);
	}

	@Test
	void livingOnesAndTheChildrenOfOthersAreLeftAlone() throws IOException {
		process(7, 'S', 1);
		process(8, 'Z', 7);
		this.reaper.run();
		this.reaper.run();
		assertThat(this.taken).isEmpty();
	}

	@Test
	void childThatSomebodyTookUpMeanwhileIsForgotten() throws IOException {
		process(7, 'Z', 1);
		this.reaper.run();
		Files.delete(this.root.resolve("7/stat"));
		this.reaper.run();
		process(7, 'Z', 1);
		this.reaper.run();
		assertThat(this.taken).as("another process of the same id, seen once").isEmpty();
	}

	@Test
	void whereTheJdkKeepsItToItselfNothingHappens() {
		OrphanReaper.byTheJdk().accept(Long.MAX_VALUE);
	}

	private void process(long pid, char state, long parent) throws IOException {
		Path folder = Files.createDirectories(this.root.resolve(Long.toString(pid)));
		Files.writeString(folder.resolve("stat"),
				pid + " (x) " + state + " " + parent + " 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0");
	}

}
