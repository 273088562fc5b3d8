package io.llamaswap.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.llamaswap.RunningApplication;
import io.llamaswap.test.DemoJournal;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A random load with faults over real model servers, three that exclude one another and
 * one beside them, judged by what these wrote down. Runs for {@code -Dhistory.seconds},
 * two minutes without it and an hour by {@code bench/history}; {@code -Dhistory.seed}
 * draws the same requests again (not the same timing).
 */
class HistoryIntegrationTests {

	private static final Duration DURATION = Duration.ofSeconds(Long.getLong("history.seconds", 120));

	private static final long SEED = Long.getLong("history.seed", 1);

	private static final HistoryRules RULES = new HistoryRules(Map.of("a", Duration.ofSeconds(10), "b",
			Duration.ofSeconds(10), "c", Duration.ofSeconds(10), "d", Duration.ofSeconds(3)), "d",
			Duration.ofSeconds(3));

	@TempDir
	Path folder;

	@Test
	void nothingIsCutOffMixedUpOrLeftBehindWhateverHappens() throws Exception {
		DemoJournal journal = new DemoJournal(this.folder.resolve("journal"));
		String yaml = new ModelsFile(journal.file()).model("a", "ttl: 20", "--tokens-per-second", "50")
			.model("b", "ttl: 20", "--tokens-per-second", "50", "--stop-delay", "1s")
			.model("c", "ttl: 20\nunloadTimeout: 1", "--tokens-per-second", "50", "--ignore-term", "--fork-child")
			.model("d", "ttl: 3", "--tokens-per-second", "50")
			.append("scheduling: {overtaking: " + RULES.overtaking().toSeconds() + "}\n")
			.append("""
					groups:
					  rivals: {swap: true, exclusive: false, members: [a, b, c]}
					  aside: {swap: false, exclusive: false, members: [d]}
					""")
			.text();
		List<HistoryRecord> history;
		RandomLoad load;
		try (RunningApplication application = RunningApplication.start(this.folder, yaml, "--watch-config")) {
			load = new RandomLoad(SEED, DURATION, ApiClient.of(application.address()),
					new Disturber(this.folder.resolve("config.yaml"), yaml, journal));
			history = load.run();
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.until(() -> application.statuses()
					.stream()
					.allMatch((status) -> status.inFlight() == 0 && status.waiting() == 0));
		}
		String how = "-Dhistory.seed=" + SEED + " -Dhistory.seconds=" + DURATION.toSeconds();
		assertThat(new HistoryChecker(RULES, history, load.disturbances(), journal).violations()).as(how).isEmpty();
		assertThat(load.mishaps()).as(how).isEmpty();
		assertThat(journal.alive()).as("left behind, " + how).isEmpty();
		assertThat(history).as("answers that came whole")
			.filteredOn((record) -> record.isOrdinary() && record.complete())
			.hasSizeGreaterThan((int) DURATION.toSeconds() / 10);
	}

}
