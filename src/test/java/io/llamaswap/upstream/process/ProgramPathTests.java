package io.llamaswap.upstream.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProgramPath}.
 */
class ProgramPathTests {

	@TempDir
	private Path directory;

	@Test
	void firstProgramOfTheSearchPathIsFound() throws IOException {
		Path first = Files.createDirectory(this.directory.resolve("first"));
		Path second = Files.createDirectory(this.directory.resolve("second"));
		Files.writeString(first.resolve("server"), "not to be run");
		Files.createDirectory(first.resolve("folder"));
		Path program = Files.writeString(second.resolve("server"), "#!/bin/sh\n");
		assertThat(program.toFile().setExecutable(true)).isTrue();
		ProgramPath path = new ProgramPath(":" + first + ":" + second + ":/nonexistent");
		assertThat(path.find("server")).contains(program.toString());
		assertThat(path.find("folder")).isEmpty();
		assertThat(path.find("missing")).isEmpty();
	}

	@Test
	void nameWithASlashIsAPath() {
		ProgramPath path = new ProgramPath("/bin");
		assertThat(path.find("/bin/sh")).contains("/bin/sh");
		assertThat(path.find("./sh")).isEmpty();
		assertThat(path.find("")).isEmpty();
		assertThat(path.find("a\0b/c")).isEmpty();
	}

}
