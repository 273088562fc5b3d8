package io.llamaswap.lifecycle;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.llamaswap.config.ModelConfiguration;
import io.llamaswap.model.ModelId;
import io.llamaswap.test.Configurations;
import io.llamaswap.upstream.UpstreamEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What was measured holds for one way to launch a model, across restarts of the program
 * too.
 */
class LearnedDurationsTests {

	private static final ModelId A = new ModelId("a");

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	@Test
	void whatWasKeptHoldsForTheSameLaunchWithWhateverPort(@TempDir Path folder) {
		stoppedOnce(folder);
		assertThat(learned(folder, models("server   --port ${PORT}", 7800)).of(A))
			.isEqualTo(new MeasuredDurations(null, Duration.ofSeconds(2)));
		assertThat(learned(folder, models("server --slow --port ${PORT}", 5800)).of(A))
			.isEqualTo(MeasuredDurations.NONE);
	}

	@Test
	void modelThatIsRemovedEndsAsItDidBefore(@TempDir Path folder) {
		LearnedDurations learned = stoppedOnce(folder);
		learned.configured(Map.of());
		assertThat(learned.of(A).stop()).isEqualTo(Duration.ofSeconds(2));
	}

	// Within two seconds.
	private static LearnedDurations stoppedOnce(Path folder) {
		LearnedDurations learned = learned(folder, models("server --port ${PORT}", 5800));
		learned.starting(A, START);
		learned.stopping(A, START);
		learned.happened(new UpstreamEvent.Stopped(A), START.plusSeconds(2));
		return learned;
	}

	private static LearnedDurations learned(Path folder, Map<ModelId, ModelConfiguration> models) {
		LearnedDurations learned = new LearnedDurations(
				new FileDurationStore(folder.resolve("durations"), Runnable::run));
		learned.configured(models);
		return learned;
	}

	private static Map<ModelId, ModelConfiguration> models(String command, int startPort) {
		return Configurations.parse("""
				startPort: %d
				models:
				  a:
				    cmd: %s
				""".formatted(startPort, command)).models();
	}

}
