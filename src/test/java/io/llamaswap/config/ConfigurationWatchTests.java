package io.llamaswap.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.llamaswap.config.ConfigurationWatch.Finding;
import io.llamaswap.test.SampleConfiguration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationWatchTests {

	@TempDir
	Path folder;

	@Test
	void firstLookIsTheBaseline() throws IOException {
		ConfigurationWatch watch = watch(write("config.yaml", "a"));
		assertThat(watch.look()).isEqualTo(Finding.QUIET);
		assertThat(watch.look()).isEqualTo(Finding.QUIET);
	}

	@Test
	void changeIsToldOnceAndOnlyWhenItHasComeToRest() throws IOException {
		Path file = write("config.yaml", "a");
		ConfigurationWatch watch = watch(file);
		Files.writeString(file, "b");
		assertThat(watch.look()).isEqualTo(Finding.MOVING);
		Files.writeString(file, "bc");
		assertThat(watch.look()).isEqualTo(Finding.MOVING);
		assertThat(watch.look()).isEqualTo(Finding.CHANGED);
		assertThat(watch.look()).isEqualTo(Finding.QUIET);
	}

	@Test
	void touchIsNoChange() throws IOException {
		Path file = write("config.yaml", "a");
		ConfigurationWatch watch = watch(file);
		Files.setLastModifiedTime(file, FileTime.fromMillis(1));
		assertThat(watch.look()).isEqualTo(Finding.QUIET);
	}

	@Test
	void sameSizeAndDateIsAChangeAllTheSame() throws IOException {
		Path file = write("config.yaml", "a");
		FileTime date = Files.getLastModifiedTime(file);
		ConfigurationWatch watch = watch(file);
		Files.writeString(file, "b");
		Files.setLastModifiedTime(file, date);
		assertChanged(watch);
	}

	@Test
	void editorThatRenamesIsNoticed() throws IOException {
		Path file = write("config.yaml", "a");
		ConfigurationWatch watch = watch(file);
		Files.move(write(".config.yaml.swp", "b"), file, StandardCopyOption.ATOMIC_MOVE);
		assertChanged(watch);
	}

	@Test
	void fileThatGoesAndComesBackIsAChangeOnlyIfItHoldsSomethingElse() throws IOException {
		Path file = write("config.yaml", "a");
		ConfigurationWatch watch = watch(file);
		Files.delete(file);
		assertThat(watch.look()).isEqualTo(Finding.QUIET);
		Files.writeString(file, "a");
		assertThat(watch.look()).isEqualTo(Finding.QUIET);
		Files.delete(file);
		watch.look();
		Files.writeString(file, "b");
		assertChanged(watch);
	}

	@Test
	void fileThatStaysAwayIsTold() throws IOException {
		Path file = write("config.yaml", "a");
		ConfigurationWatch watch = watch(file);
		Files.delete(file);
		for (int look = 0; look < 4; look++) {
			assertThat(watch.look()).as("look %d", look).isEqualTo(Finding.QUIET);
		}
		assertThat(watch.look()).isEqualTo(Finding.CHANGED);
		assertThat(watch.look()).as("once").isEqualTo(Finding.QUIET);
		Files.writeString(file, "a");
		assertChanged(watch);
	}

	@Test
	void whatSomebodyElseReadAndIsTakenBackIsAChange() throws IOException {
		Path file = write("config.yaml", "a");
		ConfigurationWatch watch = watch(file);
		List<String> read = new ArrayList<>();
		LiveConfiguration live = new LiveConfiguration(SampleConfiguration.empty().build(),
				new ConfigurationLoader(Map.of()), (before) -> {
					read.add(content(file));
					return new LoadedConfiguration(before.configuration(), List.of(), Map.of(),
							CommandSyntax.ofSystem());
				}, Runnable::run, Clock.systemUTC());
		live.beforeReading(watch::reading);
		Files.writeString(file, "b");
		live.reload("POST").join();
		assertThat(watch.look()).as("was read").isEqualTo(Finding.QUIET);
		Files.writeString(file, "c");
		live.check().join();
		assertChanged(watch);
		live.reload("the files changed").join();
		Files.writeString(file, "b");
		live.reload("POST").join();
		Files.writeString(file, "c");
		assertChanged(watch);
		assertThat(read).containsExactly("b", "c", "c", "b");
	}

	private static String content(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void configMapWhoseDataFolderIsSwappedIsNoticed() throws IOException {
		Files.createDirectory(this.folder.resolve("..1"));
		write("..1/config.yaml", "a");
		Files.createSymbolicLink(this.folder.resolve("..data"), Path.of("..1"));
		Path file = Files.createSymbolicLink(this.folder.resolve("config.yaml"), Path.of("..data/config.yaml"));
		ConfigurationWatch watch = watch(file);
		Files.createDirectory(this.folder.resolve("..2"));
		write("..2/config.yaml", "b");
		Files.createSymbolicLink(this.folder.resolve("..data_tmp"), Path.of("..2"));
		Files.move(this.folder.resolve("..data_tmp"), this.folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
		assertChanged(watch);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void fileThatIsMountedAloneIsNoticedWhenItIsWrittenAndNotWhenItIsReplaced() throws Exception {
		Path host = write("host.yaml", "a");
		Path mounted = write("mounted.yaml", "");
		Process inside = new ProcessBuilder("unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
				"mount --bind \"$1\" \"$2\" && echo mounted && read -r end", "sh", host.toString(), mounted.toString())
			.start();
		try (BufferedReader said = inside.inputReader()) {
			Assumptions.assumeTrue("mounted".equals(said.readLine()), "a namespace of mounts is not permitted here");
			Path seen = Path.of("/proc/" + inside.pid() + "/root" + mounted);
			ConfigurationWatch watch = watch(seen);
			Files.writeString(host, "in place");
			assertChanged(watch);
			Files.move(write("new.yaml", "replaced"), host, StandardCopyOption.ATOMIC_MOVE);
			assertThat(watch.look()).as("the mount holds the old file").isEqualTo(Finding.QUIET);
			assertThat(seen).hasContent("in place");
		}
		finally {
			inside.destroyForcibly();
		}
	}

	@Test
	void folderIsWatchedForFilesThatComeChangeAndGo() throws IOException {
		write("a.yaml", "a");
		ConfigurationWatch watch = new ConfigurationWatch(new ConfigurationFingerprint(null, this.folder)::take);
		Path other = write("b.yml", "b");
		assertChanged(watch);
		Files.writeString(other, "c");
		assertChanged(watch);
		Files.delete(other);
		assertChanged(watch);
		write("notes.txt", "c");
		assertThat(watch.look()).isEqualTo(Finding.QUIET);
		Files.delete(this.folder.resolve("a.yaml"));
		assertThat(watch.look()).as("an empty folder").isEqualTo(Finding.QUIET);
	}

	private static void assertChanged(ConfigurationWatch watch) {
		assertThat(watch.look()).isEqualTo(Finding.MOVING);
		assertThat(watch.look()).isEqualTo(Finding.CHANGED);
	}

	private Path write(String name, String text) throws IOException {
		return Files.writeString(this.folder.resolve(name), text);
	}

	private static ConfigurationWatch watch(Path file) {
		return new ConfigurationWatch(new ConfigurationFingerprint(file, null)::take);
	}

}
