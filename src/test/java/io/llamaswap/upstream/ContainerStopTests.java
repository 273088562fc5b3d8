package io.llamaswap.upstream;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When the stop command of a model is run whose process may be only the client of its
 * server.
 */
class ContainerStopTests {

	private static final Duration GRACE = Duration.ofSeconds(4);

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final FakeLauncher launcher = new FakeLauncher();

	private final RecordedEvents events = new RecordedEvents();

	private final Upstream upstream = new SupervisedUpstream(
			ModelFixture.ofCommand("docker", "run").checkedAt(9999).stoppedBy("docker stop a").model(),
			new Supervision(this.launcher, (model) -> (bytes, offset, length) -> {
			}, (launch) -> (limit) -> Mono.just(new HealthProbe.Answer(true, "HTTP 200")), this.time,
					Clock.systemUTC()),
			this.events);

	@Test
	void runsOnceWhenAsked() {
		FakeServer server = becomeReady();
		this.upstream.stop(GRACE);
		server.exit(0);
		elapse(Duration.ofSeconds(1));
		assertThat(server.calls).containsExactly("requestStop 4000");
		assertThat(this.events.names()).containsExactly("Ready", "Stopped");
	}

	@Test
	void runsWhenTheProcessEndedByItselfAndStoppedWaitsForIt() {
		FakeServer server = becomeReady();
		server.stopRequest = new CompletableFuture<>();
		server.exit(137);
		elapse(Duration.ofSeconds(1));
		assertThat(server.calls).containsExactly("requestStop " + StoppingPhase.COMMAND_PATIENCE.toMillis());
		assertThat(this.events.names()).containsExactly("Ready", "Exited");
		server.stopRequest.complete(null);
		elapse(Duration.ofSeconds(1));
		assertThat(this.events.names()).containsExactly("Ready", "Exited", "Stopped");
	}

	@Test
	void runsAfterAnEndAtOnce() {
		FakeServer server = becomeReady();
		this.upstream.stop(Duration.ZERO);
		assertThat(server.calls).containsOnly("kill");
		server.exit(137);
		elapse(Duration.ofSeconds(1));
		assertThat(server.calls).containsOnlyOnce("requestStop " + StoppingPhase.COMMAND_PATIENCE.toMillis());
		assertThat(this.events.names()).containsExactly("Ready", "Stopped");
	}

	@Test
	void aHangingOneIsReported() {
		FakeServer server = becomeReady();
		server.stopRequest = new CompletableFuture<>();
		this.upstream.stop(Duration.ZERO);
		server.exit(137);
		elapse(StoppingPhase.STUCK_AFTER);
		assertThat(this.events.only(UpstreamEvent.Stuck.class).reason()).contains("cmdStop has not ended");
		server.stopRequest.complete(null);
		elapse(Duration.ofSeconds(1));
		assertThat(this.events.names()).containsExactly("Ready", "Stuck", "Stopped");
	}

	private FakeServer becomeReady() {
		this.upstream.start();
		elapse(Duration.ZERO);
		assertThat(this.events.names()).containsExactly("Ready");
		return this.launcher.last();
	}

	private void elapse(Duration duration) {
		this.time.advanceTimeBy(duration);
	}

}
