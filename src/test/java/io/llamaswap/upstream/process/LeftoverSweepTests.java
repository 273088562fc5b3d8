package io.llamaswap.upstream.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.llamaswap.model.ModelId;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LeftoverSweep} with real left-overs.
 */
class LeftoverSweepTests {

	private static final Duration GRACE = Duration.ofSeconds(1);

	private final ProcessTable table = new ProcessTable(Path.of("/proc"));

	private final Instance self = Instance.current(this.table);

	@Test
	void leftoverOfADeadRunIsEnded() throws IOException {
		Process leftover = start(dead(this.self.namespace()), "exec sleep 100");
		SweepReport report = sweep();
		assertThat(report.found()).extracting((found) -> found.process().pid()).contains(leftover.pid());
		assertThat(report.found()).extracting(Leftover::model).contains(new ModelId("org/model: 7b"));
		assertThat(report.survivors()).isEmpty();
		Awaitility.await().until(() -> !leftover.isAlive());
	}

	@Test
	void leftoverThatDoesNotListenIsKilled() throws IOException {
		Process leftover = start(dead(this.self.namespace()), "trap '' TERM; while :; do sleep 0.1; done");
		Awaitility.await().until(() -> MarkedProcesses.of(dead(this.self.namespace())).size() > 1);
		assertThat(sweep().survivors()).isEmpty();
		Awaitility.await().until(() -> !leftover.isAlive());
	}

	@Test
	void serverOfALivingRunIsLeftAlone() throws IOException {
		staysAlive(start(this.self, "exec sleep 101"));
	}

	@Test
	void serverOfAnotherNamespaceIsLeftAlone() throws IOException {
		staysAlive(start(dead("1" + this.self.namespace()), "exec sleep 102"));
	}

	@Test
	void serverWithABrokenMarkerIsLeftAlone() throws IOException {
		ProcessBuilder builder = new ProcessBuilder("sleep", "103");
		builder.environment().put(LifeMarker.VARIABLE, "1.2.3/x");
		staysAlive(builder.start());
	}

	@Test
	void runWhoseProcessIdWasGivenAgainIsDead() {
		Instance earlier = new Instance(this.self.namespace(), this.self.pid(), this.self.startTicks() - 1, "ab");
		assertThat(earlier.isDead(this.self, this.table)).isTrue();
		assertThat(this.self.isDead(this.self, this.table)).isFalse();
	}

	@Test
	void sweepWithoutAProcessTableFindsNothing() {
		ProcessTable none = new ProcessTable(Path.of("/nonexistent"));
		SweepReport report = new LeftoverSweep(none, Instance.current(none), GRACE).run();
		assertThat(report.found()).isEqualTo(List.of());
	}

	private void staysAlive(Process process) {
		assertThat(sweep().found()).extracting((found) -> found.process().pid()).doesNotContain(process.pid());
		assertThat(process.isAlive()).isTrue();
		process.destroyForcibly();
	}

	private SweepReport sweep() {
		return new LeftoverSweep(this.table, this.self, GRACE).run();
	}

	// No process is as old as the machine.
	private static Instance dead(String namespace) {
		return new Instance(namespace, ProcessHandle.current().pid(), 0, "dead");
	}

	private static Process start(Instance instance, String script) throws IOException {
		ProcessBuilder builder = new ProcessBuilder("sh", "-c", script);
		builder.environment()
			.put(LifeMarker.VARIABLE, new LifeMarker(instance, 1, new ModelId("org/model: 7b")).value());
		return builder.start();
	}

}
