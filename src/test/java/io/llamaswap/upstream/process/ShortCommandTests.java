package io.llamaswap.upstream.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tools of vendors, played by scripts on a search path of the test's own.
 */
class ShortCommandTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	@TempDir
	private Path folder;

	@Test
	void whatItPrintsIsTaken() throws IOException {
		tool("echo \"$1\" \"$LC_ALL\"; echo noise >&2; read line; exit 0");
		assertThat(commands().isThere("tool")).isTrue();
		assertThat(commands().run(List.of("tool", "a b"), LONG)).contains("a b C\n");
	}

	@Test
	void failureSaysNothing() throws IOException {
		tool("echo half; exit 9");
		assertThat(commands().run(List.of("tool"), LONG)).isEmpty();
		assertThat(commands().isThere("other")).isFalse();
		assertThat(commands().run(List.of("other"), LONG)).isEmpty();
	}

	@Test
	void oneThatHangsIsKilledWithItsChildren() throws IOException {
		Path pid = this.folder.resolve("pid");
		tool("sleep 600 & echo $! > " + pid + "; wait");
		assertThat(commands().run(List.of("tool"), Duration.ofMillis(700))).isEmpty();
		long child = Long.parseLong(Files.readString(pid).strip());
		Awaitility.await().until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
	}

	@Test
	void oneThatNeverEndsItsOutputIsKilled() throws IOException {
		tool("exec cat /dev/zero");
		assertThat(commands().run(List.of("tool"), LONG)).isEmpty();
	}

	private ShortCommand commands() {
		return new ShortCommand(new ProgramPath(this.folder.toString()));
	}

	private void tool(String script) throws IOException {
		Path file = Files.writeString(this.folder.resolve("tool"), "#!/bin/sh\nPATH=/usr/bin:/bin\n" + script + "\n");
		Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
	}

}
