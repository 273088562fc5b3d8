package io.llamaswap.lifecycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.llamaswap.model.ModelId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class FileDurationStoreTests {

	private static final ModelId MODEL = new ModelId("org/modell: größer = 7b");

	private static final DurationSamples SAMPLES = DurationSamples.none(-4711)
		.withStart(Duration.ofSeconds(40))
		.withStart(Duration.ofMillis(38_250))
		.withStop(Duration.ofMillis(900));

	@Test
	void whatWasKeptIsReadAgain(@TempDir Path folder) {
		Path file = folder.resolve("state/deep/durations.properties");
		store(file).save(Map.of(MODEL, SAMPLES));
		assertThat(store(file).load()).isEqualTo(Map.of(MODEL, SAMPLES));
		assertThat(file.getParent()).isDirectoryContaining("glob:**.properties").isNotEmptyDirectory();
	}

	@Test
	void fileThatKnowsNoLaunchIsReadToo(@TempDir Path folder) throws IOException {
		Path file = Files.writeString(folder.resolve("durations"), "stop.a=7,9\nstart.b=1\n");
		assertThat(store(file).load()).containsOnly(
				Map.entry(new ModelId("a"),
						DurationSamples.none(0).withStop(Duration.ofMillis(7)).withStop(Duration.ofMillis(9))),
				Map.entry(new ModelId("b"), DurationSamples.none(0).withStart(Duration.ofMillis(1))));
	}

	@Test
	void missingFileIsNoNews(@TempDir Path folder) {
		assertThat(store(folder.resolve("none")).load()).isEmpty();
	}

	@Test
	void brokenFilesAreIgnored(@TempDir Path folder) throws IOException {
		Path file = folder.resolve("durations");
		for (String broken : List.of("start.a=soon", "start.a=-4", "start.a=\\u12", "start.=1",
				"start.a=99999999999999999999", "start.a=1\nlaunch.a=x",
				"x".repeat((int) FileDurationStore.LARGEST + 1))) {
			Files.writeString(file, broken);
			assertThat(store(file).load()).as(broken.substring(0, Math.min(30, broken.length()))).isEmpty();
		}
		Files.write(file, new byte[] { (byte) 0xff, (byte) 0xfe, 0 });
		assertThat(store(file).load()).as("no text").isEmpty();
	}

	@Test
	void placeThatCannotBeWrittenHurtsNobody(@TempDir Path folder) throws IOException {
		Path file = Files.writeString(folder.resolve("file"), "").resolve("durations");
		store(file).save(Map.of(MODEL, SAMPLES));
		assertThat(store(file).load()).isEmpty();
	}

	@Test
	void writesThatAreDueAreDoneOnce(@TempDir Path folder) {
		List<Runnable> due = new ArrayList<>();
		FileDurationStore store = new FileDurationStore(folder.resolve("durations"), due::add);
		store.save(Map.of());
		store.save(Map.of());
		assertThat(due).hasSize(1);
		due.get(0).run();
		store.save(Map.of());
		assertThat(due).hasSize(2);
	}

	@Test
	void theMiddleOfTheLastFewCounts() {
		DurationSamples samples = DurationSamples.none(0);
		for (int seconds : List.of(1, 1, 1, 300, 20, 22, 21, 24)) {
			samples = samples.withStart(Duration.ofSeconds(seconds));
		}
		assertThat(samples.starts()).hasSize(DurationSamples.KEPT);
		assertThat(samples.measured()).isEqualTo(new MeasuredDurations(Duration.ofSeconds(22), null));
	}

	@Test
	void theFileIsInTheFolderForState() {
		assertThat(DurationsProperties.path(Map.of(), "/home/u"))
			.isEqualTo(Path.of("/home/u/.local/state/llama-swap/durations.properties"));
		assertThat(DurationsProperties.path(Map.of("XDG_STATE_HOME", "/var/lib"), "/home/u"))
			.isEqualTo(Path.of("/var/lib/llama-swap/durations.properties"));
		assertThat(new DurationsProperties("none").isKept()).isFalse();
		assertThat(new DurationsProperties("/x/y").path()).isEqualTo(Path.of("/x/y"));
	}

	private static FileDurationStore store(Path file) {
		return new FileDurationStore(file, Runnable::run);
	}

}
